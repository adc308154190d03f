'use client'

import Link from 'next/link'
import { type BulkVerbs, SelectionBar } from '@/components/addresses/selection-bar'
import { SeverityMark } from '@/components/audit/severity-mark'
import { Age } from '@/components/ui/age'
import { useSelection } from '@/components/ui/use-selection'
import type { FindingRow } from '@/server/queries/findings'

export type FindingLine = FindingRow & { readonly sentence: string }

const keyOf = (row: FindingLine): string => String(row.id)

/** Findings, worst first. Open ones can be chosen, and what they are about registered, released or set aside at once. */
export function FindingTable({
  rows,
  now,
  isResolved,
  verbs,
}: {
  rows: readonly FindingLine[]
  now: string
  isResolved: boolean
  verbs: BulkVerbs
}) {
  const { chosen, boxOf, clear } = useSelection(rows, keyOf)
  const picked = [...chosen.values()].map((row) => ({
    nicId: row.nicId ?? 0,
    address: row.address ?? '',
    guest: row.guest ?? '',
    nic: row.nic ?? '',
    registered: row.nicId !== null && row.address !== null ? (row.registered ?? 'unknown') : 'unknown',
    kind: row.kind,
    findingId: row.id,
  }))
  return (
    <>
      <table className="table stack">
        <thead>
          <tr>
            {!isResolved && (
              <th className="w-7">
                <span className="sr-only">Select</span>
              </th>
            )}
            <th>Severity</th>
            <th>What</th>
            <th>Rule</th>
            <th>VPC</th>
            <th>{isResolved ? 'Resolved' : 'Open'}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={row.id} className={chosen.has(keyOf(row)) ? 'bg-selected' : ''}>
              {!isResolved && (
                <td>
                  <input
                    type="checkbox"
                    {...boxOf(index)}
                    aria-label={`Select finding: ${row.sentence}`}
                    className="block size-[13px] accent-[var(--accent)] max-md:size-5"
                  />
                </td>
              )}
              <td>
                <SeverityMark severity={row.severity} />
              </td>
              <td>
                <Link href={`/findings/${row.id}`} className="text-13 hover:underline">
                  {row.sentence}
                </Link>
              </td>
              <td className="whitespace-nowrap text-ink-2">
                {row.rule}
                {row.reopened > 0 && <span className="text-ink-3"> · reopened {row.reopened}×</span>}
              </td>
              <td className="text-ink-2">{row.vpc}</td>
              <td className="text-ink-2">
                <Age at={row.resolvedAt ?? row.openedAt} now={now} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {!isResolved && <SelectionBar rows={picked} verbs={verbs} shown={rows.length} hasMore={false} onClear={clear} />}
    </>
  )
}
