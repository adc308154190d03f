import Link from 'next/link'
import type { PipelineMap } from '@/core/openflow/pipeline-map/map-pipeline'
import { filterOfTable, type HrefFor, heatOf, type LitStep } from './outcome'

const HEAT = ['bg-heat-0', 'bg-heat-1', 'bg-heat-2', 'bg-heat-3', 'bg-heat-4', 'bg-heat-5'] as const
const ARCS_PX = 56
const CELL_PX = 34

/** Many tables: one cell a table with its number and rules, ground for packets, arcs where rules jump over others. */
export function PipelineStrip({
  map,
  lit,
  hrefFor,
  stages,
}: {
  map: PipelineMap
  lit: readonly LitStep[]
  hrefFor: HrefFor
  stages: Readonly<Record<string, string>>
}) {
  const tables = map.tables
  const place = new Map(tables.map((table, i) => [table.table, i]))
  const most = Math.max(1, ...tables.map((table) => table.packets ?? 0))
  const width = tables.length * CELL_PX
  const arc = (from: number | string, to: number | string): string | null => {
    const [a, b] = [place.get(from), place.get(to)]
    if (a === undefined || b === undefined || a === b) return null
    const [x1, x2] = [(a + 0.5) * CELL_PX, (b + 0.5) * CELL_PX]
    const rise = Math.min(ARCS_PX - 4, 8 + 3.2 * Math.sqrt(Math.abs(a - b) * 12))
    return `M${x1} ${ARCS_PX} C${x1} ${ARCS_PX - rise * 1.3} ${x2} ${ARCS_PX - rise * 1.3} ${x2} ${ARCS_PX}`
  }
  const steps = lit.flatMap((step, i) => {
    const next = lit[i + 1]
    const d = next && next.table !== step.table ? arc(step.table, next.table) : null
    return d ? [{ d, i, isStop: next?.isStop ?? false }] : []
  })
  return (
    <div className="overflow-x-auto pb-2">
      <div style={{ width }}>
        <svg width={width} height={ARCS_PX} aria-hidden className="block">
          {map.jumps.map((jump) => {
            const isNext = (place.get(jump.to) ?? 0) - (place.get(jump.from) ?? 0) === 1
            const d = isNext ? null : arc(jump.from, jump.to)
            return d && <path key={`${jump.from} ${jump.to}`} d={d} fill="none" className="stroke-line-2" />
          })}
          {steps.map(({ d, i, isStop }) => (
            <path key={i} d={d} fill="none" strokeWidth={1.6} className={isStop ? 'stroke-crit' : 'stroke-lit'} />
          ))}
        </svg>
        <ol className="flex" aria-label="Pipeline">
          {tables.map((table) => {
            const heat = heatOf(table.packets, most)
            const at = lit.findIndex((step) => step.table === table.table)
            const isStop = lit.some((step) => step.table === table.table && step.isStop)
            const frame = at < 0 ? 'border-transparent' : isStop ? 'border-crit' : 'border-lit'
            const name = stages[table.table]
            return (
              <li key={table.table} style={{ width: CELL_PX }} className="px-px">
                <Link
                  href={hrefFor(filterOfTable(table.table))}
                  title={`${name ? `${name}, ` : ''}${table.rules} rules, ${table.packets ?? 'unknown'} packets${table.dropped ? `, ${table.dropped} dropped` : ''}`}
                  className={`relative grid place-items-center rounded-1 border-2 py-0.5 ${frame} ${HEAT[heat]} ${heat >= 4 ? 'text-ink-on' : 'text-ink'}`}
                >
                  <span className="font-mono font-strong text-11">
                    <span className="sr-only">Table </span>
                    {typeof table.table === 'number' ? table.table : table.table.slice(0, 4)}
                    {name && <span className="sr-only"> {name}</span>}
                  </span>
                  <span className="text-11">
                    {table.rules > 999 ? `${Math.round(table.rules / 1000)}k` : table.rules}
                    <span className="sr-only"> rules{at >= 0 ? `, step ${at + 1} of the trace` : ''}</span>
                  </span>
                  {(table.dropped ?? 0) > 0 && (
                    <span aria-hidden className="-bottom-0.5 absolute inset-x-0.5 h-[3px] rounded-full bg-crit" />
                  )}
                </Link>
              </li>
            )
          })}
        </ol>
      </div>
    </div>
  )
}
