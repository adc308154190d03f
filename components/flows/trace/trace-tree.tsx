import Link from 'next/link'
import { plural } from '@/components/registry/amount'
import type { TraceMiss, TraceRule, TraceStep, TraceView } from '@/server/queries/host-trace'
import { ActionChips, MatchChips } from '../rules/match-chips'

const INDENT_PX = 18
const DEPTH_SHOWN = 8

/** A trace in the field's own form: pass by pass, table by table, with what each rule did to the packet. */
export function TraceTree({ trace, hrefFor }: { trace: TraceView; hrefFor: (bridge: string, line: number) => string }) {
  const many = trace.passes.length > 1
  return (
    <div className="grid gap-5">
      {trace.passes.map((pass, index) => {
        const steps = trace.steps.map((step, i) => ({ step, i })).filter(({ step }) => step.pass === index)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a pass is its place
          <section key={index} aria-label={many ? `Pass ${index + 1}` : 'Steps'}>
            {many && (
              <h3 className="mb-2">
                Pass {index + 1}
                {index > 0 && (
                  <span className="ml-2 font-text text-12 text-ink-3">after conntrack, the packet comes again</span>
                )}
              </h3>
            )}
            <ol className="grid">
              {steps.map(({ step, i }, k) => (
                <Step
                  key={i}
                  step={step}
                  number={i + 1}
                  isStop={trace.verdict === 'drop' && i === trace.steps.length - 1}
                  isLast={k === steps.length - 1}
                  isOtherBridge={step.bridge !== (steps[k - 1]?.step.bridge ?? trace.steps[0]?.bridge)}
                  hrefFor={hrefFor}
                />
              ))}
            </ol>
            <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 border-line border-t pt-2.5 text-12">
              <dt className="text-ink-3">Datapath actions</dt>
              <dd className="break-words font-mono">{pass.datapathActions}</dd>
              <dt className="text-ink-3">Packet at the end</dt>
              <dd className="break-words font-mono text-ink-2">{pass.finalFlow}</dd>
              {pass.error && (
                <>
                  <dt className="text-ink-3">The switch gives up</dt>
                  <dd className="text-crit-ink">{pass.error}</dd>
                </>
              )}
            </dl>
          </section>
        )
      })}
    </div>
  )
}

function Step({
  step,
  number,
  isStop,
  isLast,
  isOtherBridge,
  hrefFor,
}: {
  step: TraceStep
  number: number
  isStop: boolean
  isLast: boolean
  isOtherBridge: boolean
  hrefFor: (bridge: string, line: number) => string
}) {
  const { rule } = step
  return (
    <li
      className="grid grid-cols-[22px_minmax(0,1fr)] gap-x-2.5 text-12"
      style={{ marginLeft: Math.min(step.depth, DEPTH_SHOWN) * INDENT_PX }}
    >
      <div className="flex flex-col items-center">
        <span
          className={`grid size-[20px] flex-none place-items-center rounded-full text-11 font-strong text-ink-on ${isStop ? 'bg-crit' : 'bg-ink'}`}
        >
          {number}
        </span>
        {!isLast && <span aria-hidden className="w-0.5 flex-1 bg-line-2" />}
      </div>
      <div className={`mb-3 grid min-w-0 gap-1.5 rounded-2 ${isStop ? 'bg-crit-tint px-3 py-2' : ''}`}>
        <p className="flex min-h-5 flex-wrap items-baseline gap-x-2">
          {isOtherBridge && <span className="font-strong">{step.bridge}</span>}
          <span className="text-13 font-strong">Table {step.table}</span>
          {step.stage && <span className="text-ink-2">{step.stage}</span>}
          {rule === null ? (
            <span className="font-medium text-crit-ink">no rule matches, drop</span>
          ) : (
            <span className="text-ink-3">
              priority {rule.priority} · cookie <span className="font-mono">{rule.cookie}</span> ·{' '}
              <Link href={hrefFor(step.bridge, rule.line)} className="font-medium text-accent">
                line {rule.line}
              </Link>
              {step.packets !== null && ` · ${plural(step.packets, 'packet')} so far`}
            </span>
          )}
        </p>
        {rule && (
          <p className="flex flex-wrap items-center">
            <MatchChips match={rule.match} names={{}} />
            <span className="sr-only">does</span>
            <ActionChips actions={rule.actions} />
          </p>
        )}
        {step.changes.length > 0 && (
          <ul className="flex flex-wrap gap-x-3 gap-y-1" aria-label="What changed in the packet">
            {step.changes.map((change) => (
              <li key={change.field} className="font-mono text-11">
                <span className="text-ink-3">{change.field} </span>
                <del className="bg-del-tint px-1 text-del-ink no-underline">{change.before ?? 'none'}</del>
                <span aria-hidden className="text-ink-3">
                  {' '}
                  →{' '}
                </span>
                <ins className="bg-add-tint px-1 text-add-ink no-underline">{change.after ?? 'none'}</ins>
              </li>
            ))}
          </ul>
        )}
        {step.notes.map((note) => (
          <p key={note} className="text-ink-2">
            {note}
          </p>
        ))}
        {step.ambiguous.length > 0 && <Ambiguous rules={step.ambiguous} bridge={step.bridge} hrefFor={hrefFor} />}
        {step.nearest.length > 0 && <Nearest misses={step.nearest} bridge={step.bridge} hrefFor={hrefFor} />}
      </div>
    </li>
  )
}

function Ambiguous({
  rules,
  bridge,
  hrefFor,
}: {
  rules: readonly TraceRule[]
  bridge: string
  hrefFor: (bridge: string, line: number) => string
}) {
  return (
    <div className="rounded-2 bg-blind-tint px-3 py-2">
      <p className="font-medium text-blind-ink">
        {rules.length === 1 ? 'Another rule' : `${rules.length} other rules`} of the same priority match too: which one
        decides is not defined.
      </p>
      {rules.map((rule) => (
        <p key={rule.line}>
          <Link href={hrefFor(bridge, rule.line)} className="font-medium text-accent">
            line {rule.line}
          </Link>{' '}
          <MatchChips match={rule.match} names={{}} /> <ActionChips actions={rule.actions} />
        </p>
      ))}
    </div>
  )
}

/** Rules that would have passed the packet had a field or two differed; that field is marked on both sides. */
function Nearest({
  misses,
  bridge,
  hrefFor,
}: {
  misses: readonly TraceMiss[]
  bridge: string
  hrefFor: (bridge: string, line: number) => string
}) {
  return (
    <div className="grid gap-2">
      {misses.map((miss) => {
        const differing = miss.fields.filter((field) => !field.isSame)
        return (
          <div key={miss.rule.line} className="grid gap-1">
            <p>
              Nearest miss,{' '}
              <Link href={hrefFor(bridge, miss.rule.line)} className="font-medium text-accent">
                line {miss.rule.line}
              </Link>{' '}
              <span className="text-ink-3">priority {miss.rule.priority}</span>:{' '}
              <strong className="font-strong">
                {differing.length === 1 ? 'only ' : ''}
                {differing.map((field) => field.field).join(' and ')} {differing.length === 1 ? 'differs' : 'differ'}
              </strong>
            </p>
            <p>
              <MatchChips match={miss.rule.match} names={{}} missed={new Set(differing.map((field) => field.field))} />{' '}
              <ActionChips actions={miss.rule.actions} />
            </p>
            {differing.map((field) => (
              <p key={field.field} className="font-mono">
                <span className="text-ink-3">{field.field} of the packet</span>{' '}
                <mark data-bad>{field.packet ?? 'absent'}</mark> <span className="text-ink-3">of the rule</span>{' '}
                <mark data-bad>{field.rule}</mark>
              </p>
            ))}
          </div>
        )
      })}
    </div>
  )
}
