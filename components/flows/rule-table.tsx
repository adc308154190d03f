import Link from 'next/link'
import type { RuleRow } from '@/server/queries/host'

/** On a phone a rule is three lines: where it is tried, what it matches, what it does. */
const RULE_ROW =
  'max-md:[&>td]:inline-block! max-md:[&>td]:pr-3! max-md:[&>td:nth-child(n+8)]:hidden! max-md:[&>td:empty]:hidden!'

/** Rules as match chips; those on a trace carry its step numbers. */
export function RuleTable({
  rows,
  litLines,
  isDrop,
  hrefFor,
}: {
  rows: readonly RuleRow[]
  litLines: readonly (number | null)[]
  isDrop: boolean
  hrefFor: (text: string) => string
}) {
  const max = Math.max(1, ...rows.map((row) => row.nPackets ?? 0))
  return (
    <div className="overflow-x-auto">
      <table className="table stack">
        <thead>
          <tr>
            <th>
              <span className="sr-only">Step</span>
            </th>
            <th>Table</th>
            <th className="num">Prio</th>
            <th>Match</th>
            <th>Action</th>
            <th className="num">Packets</th>
            <th>
              <span className="sr-only">Share</span>
            </th>
            <th className="num">Bytes</th>
            <th>Cookie</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const step = litLines.indexOf(row.line)
            const isStop = isDrop && step >= 0 && step === litLines.length - 1
            return (
              <tr key={row.ordinal} className={`${RULE_ROW} ${isStop ? '[&>td]:bg-crit-tint' : ''}`}>
                <td>
                  {step >= 0 && (
                    <span
                      className={`grid size-[18px] place-items-center rounded-full text-11 font-strong text-ink-on ${isStop ? 'bg-crit' : 'bg-ink'}`}
                    >
                      {step + 1}
                    </span>
                  )}
                </td>
                <td className="font-mono">
                  <span className="font-sans text-ink-3 md:hidden">table </span>
                  {row.tableId < 0 ? '?' : row.tableId}
                </td>
                <td className="num font-mono">
                  <span className="font-sans text-ink-3 md:hidden">priority </span>
                  {row.priority}
                </td>
                <td className="max-md:block! md:min-w-[220px]">
                  {row.match === '' ? (
                    <span className="match">anything</span>
                  ) : (
                    row.match.split(',').map((token) => {
                      const equals = token.indexOf('=')
                      return (
                        <Link key={token} href={hrefFor(token)} className="match hover:underline">
                          {equals < 0 ? (
                            token
                          ) : (
                            <>
                              <i>{token.slice(0, equals)}=</i>
                              {token.slice(equals + 1)}
                            </>
                          )}
                        </Link>
                      )
                    })
                  )}
                </td>
                <td>
                  <span
                    className={`match ${row.actions === 'drop' ? '!bg-crit-tint !text-crit-ink' : '!bg-transparent shadow-[inset_0_0_0_1px_var(--line-2)]'} !whitespace-normal`}
                  >
                    {row.actions}
                  </span>
                </td>
                <td className="num">
                  {row.nPackets?.toLocaleString('en') ?? '–'}
                  <span className="text-ink-3 md:hidden"> packets</span>
                </td>
                <td className="w-12">
                  <i
                    aria-hidden
                    className={`block h-2 rounded-[1px] ${row.actions === 'drop' ? 'bg-crit' : 'bg-heat-4'}`}
                    style={{ width: `${(46 * (row.nPackets ?? 0)) / max}px` }}
                  />
                </td>
                <td className="num text-ink-2">{row.nBytes?.toLocaleString('en') ?? '–'}</td>
                <td className="font-mono text-ink-2">{row.cookie}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
