import { CONTROL, Field } from '@/components/ui/field'
import { Note } from '@/components/ui/section'
import type { ImportChoices, PreviewView } from './import-types'

type Props = {
  view: PreviewView
  vpcs: readonly { readonly id: number; readonly name: string }[]
  choices: ImportChoices
  onChoose: (choices: ImportChoices) => void
}
const LEAVE_OUT = 'leave-out'
const CREATE = 0

/** Which moment counts, who the machines are, and what would change. */
export function ImportReview({ view, vpcs, choices, onChoose }: Props) {
  const removal = view.moments.find((moment) => moment.removes !== null)
  const isNew = view.machines.some(
    (machine) =>
      choices.guests[machine.key] === CREATE || (machine.match === 'new' && choices.guests[machine.key] === undefined),
  )
  const nameOf = (key: string | null) => {
    const machine = view.machines.find((one) => one.key === key)
    return machine ? (machine.candidates[0]?.guest ?? machine.proposedName ?? machine.host ?? machine.key) : 'nobody'
  }
  return (
    <div className="grid gap-5">
      {removal && (
        <Note meaning="warn">
          <p className="mb-2">
            <strong className="font-strong">
              Line {removal.line + 1} removes {removal.removes} again.
            </strong>{' '}
            Which moment should count?
          </p>
          <fieldset className="flex flex-wrap gap-1.5">
            <legend className="sr-only">Moment</legend>
            {view.moments.map((moment) => (
              <label
                key={moment.line}
                className={`cursor-pointer rounded-2 border px-2.5 py-1 text-12 ${choices.untilLine === moment.line ? 'border-ink bg-ink text-surface' : 'border-line-2 bg-surface'}`}
              >
                <input
                  type="radio"
                  name="moment"
                  className="sr-only"
                  checked={choices.untilLine === moment.line}
                  onChange={() => onChoose({ ...choices, untilLine: moment.line })}
                />
                {moment.label}
              </label>
            ))}
          </fieldset>
        </Note>
      )}
      <section className="grid gap-2.5">
        <h2>
          {view.machines.length === 0
            ? 'No machine'
            : view.machines.length === 1
              ? 'One machine'
              : `${view.machines.length} machines, told apart by MAC`}
        </h2>
        {view.machines.map((machine) => (
          <div key={machine.key} className="grid gap-1 border-line border-t pt-2.5">
            <p className="flex flex-wrap items-baseline gap-2">
              <span className="font-strong">
                {machine.candidates[0]?.guest ?? machine.proposedName ?? 'unknown machine'}
              </span>
              <span className="font-mono text-12">{machine.key}</span>
              {machine.host && <span className="text-12 text-ink-3">calls itself {machine.host}</span>}
              <span
                className={`ml-auto text-12 font-medium ${machine.match === 'new' || machine.match === 'several' ? 'text-warn-ink' : 'text-ok-ink'}`}
              >
                {machine.match === 'new'
                  ? 'not known yet'
                  : machine.match === 'several'
                    ? 'its MAC is new: which guest is it?'
                    : `matched by ${machine.match}`}
              </span>
            </p>
            {(machine.match === 'several' || machine.match === 'new') && (
              <select
                aria-label={`Guest of ${machine.key}`}
                className={CONTROL}
                value={machine.key in choices.guests ? (choices.guests[machine.key] ?? LEAVE_OUT) : ''}
                onChange={(event) => {
                  const { [machine.key]: _, ...others } = choices.guests
                  onChoose({
                    ...choices,
                    guests:
                      event.target.value === ''
                        ? others
                        : {
                            ...others,
                            [machine.key]: event.target.value === LEAVE_OUT ? null : Number(event.target.value),
                          },
                  })
                }}
              >
                <option value="">
                  {machine.match === 'new' ? `create guest ${machine.proposedName ?? ''}` : 'choose…'}
                </option>
                {machine.candidates.map((candidate) => (
                  <option key={candidate.guestId} value={candidate.guestId}>
                    {candidate.guest} in {candidate.vpc}
                  </option>
                ))}
                {machine.match === 'several' && (
                  <option value={CREATE}>create guest {machine.proposedName ?? ''}</option>
                )}
                <option value={LEAVE_OUT}>leave it out</option>
              </select>
            )}
          </div>
        ))}
      </section>
      {isNew && (
        <section className="grid gap-2.5">
          <h3>Where new guests go</h3>
          {vpcs.length > 0 && (
            <Field label="VPC with Rollcall's own registry">
              <select
                className={CONTROL}
                value={choices.vpcId ?? ''}
                onChange={(event) =>
                  onChoose({
                    ...choices,
                    vpcId: event.target.value ? Number(event.target.value) : null,
                    newVpc: '',
                    newCidr: '',
                  })
                }
              >
                <option value="">a new VPC</option>
                {vpcs.map((vpc) => (
                  <option key={vpc.id} value={vpc.id}>
                    {vpc.name}
                  </option>
                ))}
              </select>
            </Field>
          )}
          {choices.vpcId === null && (
            <div className="grid grid-cols-2 gap-2">
              <Field label="Name of the new VPC">
                <input
                  className={CONTROL}
                  value={choices.newVpc}
                  onChange={(event) => onChoose({ ...choices, newVpc: event.target.value })}
                />
              </Field>
              <Field label="CIDR" hint={view.subnetCidr ? `the transcript shows ${view.subnetCidr}` : ''}>
                <input
                  className={CONTROL}
                  value={choices.newCidr}
                  onChange={(event) => onChoose({ ...choices, newCidr: event.target.value })}
                />
              </Field>
            </div>
          )}
        </section>
      )}
      {view.asked.length > 0 && (
        <section className="grid gap-2">
          <h3>Please confirm</h3>
          <p className="text-12 text-ink-3">These parts do not say themselves which machine they are from.</p>
          {view.asked.map((part) => (
            <label key={part.section} className="grid grid-cols-[minmax(0,1fr)_150px] items-center gap-2 text-12">
              <span className="min-w-0">
                <span className="block truncate font-mono">
                  line {part.firstLine}: {part.command ?? 'listing'}
                </span>
                <span className="text-ink-3">
                  proposed: {nameOf(part.machine)}, {part.reason}
                </span>
              </span>
              <select
                className={CONTROL}
                value={
                  String(part.section) in choices.sections
                    ? (choices.sections[part.section] ?? LEAVE_OUT)
                    : (part.machine ?? LEAVE_OUT)
                }
                onChange={(event) =>
                  onChoose({
                    ...choices,
                    sections: {
                      ...choices.sections,
                      [part.section]: event.target.value === LEAVE_OUT ? null : event.target.value,
                    },
                  })
                }
              >
                {view.machines.map((machine) => (
                  <option key={machine.key} value={machine.key}>
                    {nameOf(machine.key)}
                  </option>
                ))}
                <option value={LEAVE_OUT}>leave it out</option>
              </select>
            </label>
          ))}
        </section>
      )}
      <section className="grid gap-1.5">
        <h2>What would change</h2>
        {view.refusal ? (
          <Note meaning="crit">
            <span role="alert">{view.refusal}</span>
          </Note>
        ) : (
          <ul className="grid gap-1 text-13">
            {view.changes.map((change) => (
              <li key={change.text} className="grid grid-cols-[20px_1fr]">
                <span
                  className={
                    change.isBad
                      ? 'font-strong text-crit-ink'
                      : change.sign === '+'
                        ? 'font-strong text-ok-ink'
                        : 'text-ink-3'
                  }
                >
                  {change.sign}
                </span>
                <span>{change.text}</span>
              </li>
            ))}
            {view.outcome && (
              <li className="grid grid-cols-[20px_1fr]">
                <span className="font-strong">+</span>
                <span>
                  {view.outcome.captures} captures kept as they came
                  {view.outcome.known > 0 ? `, ${view.outcome.known} known already` : ''}
                  {view.outcome.skipped > 0 ? `, ${view.outcome.skipped} left out` : ''}
                  {view.outcome.guestsCreated > 0
                    ? `, ${view.outcome.guestsCreated} guests created with their primary addresses`
                    : ''}
                </span>
              </li>
            )}
          </ul>
        )}
      </section>
      <Field label="Evidence time" hint="Empty is now. Evidence older than 24 hours counts as history, not as now.">
        <input
          type="datetime-local"
          className={CONTROL}
          value={choices.capturedAt}
          onChange={(event) => onChoose({ ...choices, capturedAt: event.target.value })}
        />
      </Field>
    </div>
  )
}
