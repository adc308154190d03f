import Link from 'next/link'
import { Age } from '@/components/ui/age'
import type { Overview } from '@/server/queries/overview'

/** Of each VPC: which guests were heard, when the registry was read, which hosts' rules are known. */
export function Coverage({ rows, now }: { rows: Overview['coverage']; now: string }) {
  return (
    <table className="table stack">
      <thead>
        <tr>
          <th>VPC</th>
          <th>Configured: guests</th>
          <th>Registered: registry</th>
          <th>Programmed: hosts</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.vpcId}>
            <td>
              <Link href={`/vpcs/${row.vpcId}`} className="font-strong hover:underline">
                {row.vpc}
              </Link>{' '}
              <span className="text-ink-3">
                {row.isOwn ? (row.fabric ? `own registry, on ${row.fabric}` : 'own registry') : row.fabric}
              </span>
            </td>
            <td>
              <Part part={row.heard} whole={row.guests} at={row.heardAt} now={now} word="guests" />
            </td>
            <td>
              {row.isOwn ? (
                <>
                  always current
                  {row.error && <span className="block text-warn-ink">{row.error}</span>}
                </>
              ) : row.error ? (
                <span className="text-warn-ink">{row.error}</span>
              ) : row.readAt ? (
                <Age at={row.readAt} now={now} />
              ) : (
                <span className="text-blind-ink">never read</span>
              )}
            </td>
            <td>
              <Part part={row.dumps} whole={row.hosts} at={row.dumpAt} now={now} word="hosts" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Part({
  part,
  whole,
  at,
  now,
  word,
}: {
  part: number
  whole: number
  at: string | null
  now: string
  word: string
}) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span aria-hidden className="flex h-2 w-[110px] overflow-hidden rounded-1 bg-blind-edge">
        <i className="bg-heat-4" style={{ width: `${whole === 0 ? 0 : (100 * part) / whole}%` }} />
      </span>
      <span className={part < whole ? 'text-blind-ink' : ''}>
        {part.toLocaleString('en')} of {whole.toLocaleString('en')} {word}
      </span>
      {at && (
        <span className="text-ink-3">
          <Age at={at} now={now} />
        </span>
      )}
    </span>
  )
}
