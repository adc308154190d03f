import Link from 'next/link'
import { plural } from '@/components/registry/amount'
import type { TableLoad } from '@/server/queries/host'

const HEAT = ['bg-heat-0', 'bg-heat-1', 'bg-heat-2', 'bg-heat-3', 'bg-heat-4', 'bg-heat-5'] as const

/** One cell a table: its number, its rules, and by ground how many packets; the path of a trace is framed. */
export function PipelineMap({
  tables,
  lit,
  verdict,
  chosen,
  hrefFor,
}: {
  tables: readonly TableLoad[]
  lit: readonly number[]
  verdict: string | null
  chosen: number | null
  hrefFor: (table: number) => string
}) {
  const max = Math.max(1, ...tables.map((table) => table.packets))
  const isFew = tables.length <= 8
  return (
    <ol className="flex flex-wrap items-center gap-1.5">
      {tables.map((table, i) => {
        const level =
          table.packets === 0 ? 0 : Math.min(5, 1 + Math.floor((4.999 * Math.log1p(table.packets)) / Math.log1p(max)))
        const order = lit.indexOf(table.tableId)
        const isEnd = order >= 0 && order === lit.length - 1
        const frame = order < 0 ? 'border-transparent' : isEnd && verdict === 'drop' ? 'border-crit' : 'border-lit'
        return (
          <li key={table.tableId} className="flex items-center gap-1.5">
            {i > 0 && isFew && (
              <span aria-hidden className="text-ink-3">
                →
              </span>
            )}
            <Link
              href={hrefFor(table.tableId)}
              aria-current={chosen === table.tableId ? 'true' : undefined}
              className={`grid rounded-2 border-2 ${frame} ${HEAT[level]} ${level >= 3 ? 'text-ink-on' : 'text-ink'} ${isFew ? 'min-w-[150px] px-3 py-2' : 'min-w-11 px-1.5 py-1 text-center'} aria-[current]:outline-2 aria-[current]:outline-accent`}
            >
              <span className="font-mono font-strong text-13">
                {isFew ? `table ${table.tableId}` : table.tableId}
                {order >= 0 && <span className="sr-only">, step {order + 1} of the trace</span>}
              </span>
              <span className="text-11">
                {isFew ? `${plural(table.rules, 'rule')} · ${plural(table.packets, 'packet')}` : table.rules}
              </span>
              {isFew && table.dropped > 0 && (
                <span className="mt-0.5 justify-self-start rounded-1 bg-crit-tint px-1 text-11 font-medium text-crit-ink">
                  {table.dropped.toLocaleString('en')} dropped
                </span>
              )}
            </Link>
          </li>
        )
      })}
    </ol>
  )
}
