import Link from 'next/link'
import { splitTopLevel } from '@/core/openflow/match/split-top-level'
import type { CompareRow, RuleView } from '@/server/queries/host-compare'
import { ActionChips, MatchChips } from '../rules/match-chips'

type HrefFor = (side: 'old' | 'new', line: number) => string

/** Rules that one table has and the other has not, changed ones in both forms, and what rules have counted. */
export function CompareRows({ rows, hrefFor }: { rows: readonly CompareRow[]; hrefFor: HrefFor }) {
  return (
    <ol className="border-line border-t text-12">
      {rows.map((row) => (
        <li key={`${row.before?.line} ${row.after?.line}`} className="border-line border-b">
          {row.said !== null && row.after ? (
            <div className="grid gap-1 py-2">
              <p className={row.after.actions === 'drop' ? 'font-strong' : ''}>{row.said}</p>
              <Rule rule={row.after} side="new" hrefFor={hrefFor} sign={null} />
            </div>
          ) : (
            <>
              {row.before && <Rule rule={row.before} side="old" hrefFor={hrefFor} sign="−" other={row.after} />}
              {row.after && <Rule rule={row.after} side="new" hrefFor={hrefFor} sign="+" other={row.before} />}
              {row.parts.length > 0 && (
                <p className="px-9 pb-1.5 text-11 text-ink-3">{row.parts.join(' and ')} changed</p>
              )}
            </>
          )}
        </li>
      ))}
    </ol>
  )
}

const GROUND = { '+': 'bg-add-tint', '−': 'bg-del-tint' } as const
const INK = { '+': 'text-add-ink', '−': 'text-del-ink' } as const

function Rule({
  rule,
  side,
  sign,
  hrefFor,
  other = null,
}: {
  rule: RuleView
  side: 'old' | 'new'
  sign: '+' | '−' | null
  hrefFor: HrefFor
  other?: RuleView | null
}) {
  const differs = other !== null && splitTopLevel(other.actions).join() !== splitTopLevel(rule.actions).join()
  return (
    <div className={`compare-grid ${sign ? GROUND[sign] : ''}`}>
      <span className={`text-center font-strong ${sign ? INK[sign] : ''}`}>
        {sign && (
          <>
            <span aria-hidden>{sign}</span>
            <span className="sr-only">{sign === '+' ? 'only after' : 'only before'}</span>
          </>
        )}
      </span>
      <span className="font-mono">
        <span className="font-sans text-ink-3 md:hidden">table </span>
        {rule.table}
      </span>
      <span className="text-right font-mono max-md:text-left">
        <span className="font-sans text-ink-3 md:hidden">priority </span>
        {rule.priority}
      </span>
      <span className="area-match min-w-0">
        <MatchChips match={rule.match} names={{}} />
      </span>
      <span className={`area-actions min-w-0 ${differs ? 'font-strong' : ''}`}>
        <ActionChips actions={rule.actions} />
      </span>
      <Link href={hrefFor(side, rule.line)} className="whitespace-nowrap text-right font-medium text-accent">
        line {rule.line}
      </Link>
    </div>
  )
}
