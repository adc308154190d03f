import Link from 'next/link'
import { plural } from '@/components/registry/amount'
import type { PipelineMap } from '@/core/openflow/pipeline-map/map-pipeline'
import { filterOfGroup, filterOfTable, type HrefFor, type LitStep, sayOutcome } from './outcome'
import { PipelineBands } from './pipeline-bands'
import { PipelineStrip } from './pipeline-strip'

const BANDS_MAX = 8

/** The tables of a bridge and where rules hand packets on: bands for few, a strip for many, a list on a phone. */
export function PipelinePicture(props: {
  map: PipelineMap
  lit: readonly LitStep[]
  hrefFor: HrefFor
  stages: Readonly<Record<string, string>> // what a table is for, by its number
}) {
  const { map, lit, hrefFor, stages } = props
  const known = new Set(map.tables.map((table) => table.table))
  const missing = [...new Set(map.jumps.filter((jump) => !known.has(jump.to)).map((jump) => jump.to))]
  return (
    <div className="grid gap-2">
      <div className="max-md:hidden">
        {map.tables.length <= BANDS_MAX ? <PipelineBands {...props} /> : <PipelineStrip {...props} />}
      </div>
      <ol className="grid gap-3 md:hidden" aria-label="Pipeline">
        {map.tables.map((table) => (
          <li key={table.table} className="grid gap-1 text-12">
            <Link href={hrefFor(filterOfTable(table.table))} className="flex min-h-6 items-baseline gap-2">
              <span className="font-strong text-13">Table {table.table}</span>
              <span className="text-ink-3">{stages[table.table] ?? plural(table.rules, 'rule')}</span>
            </Link>
            <ul className="grid gap-1">
              {table.groups.slice(0, 6).map((group) => {
                const step = lit.findIndex((one) => one.table === table.table && one.group === group.key)
                const isDrop = group.outcome === 'drop'
                return (
                  <li key={group.key}>
                    <Link
                      href={hrefFor(filterOfGroup(table.table, group))}
                      className={`flex min-h-9 items-center gap-2 rounded-2 px-2 ${isDrop ? 'bg-crit-tint text-crit-ink' : 'bg-sunken'} ${step >= 0 ? 'shadow-[inset_0_0_0_2px_var(--lit)]' : ''}`}
                    >
                      {step >= 0 && (
                        <span
                          className={`grid size-[18px] flex-none place-items-center rounded-full text-11 font-strong text-ink-on ${lit[step]?.isStop ? 'bg-crit' : 'bg-ink'}`}
                        >
                          {step + 1}
                        </span>
                      )}
                      <span className="min-w-0 flex-1 truncate font-mono">
                        {group.only ? group.only.match || '*' : plural(group.rules, 'rule')}
                      </span>
                      <span className="font-mono">{sayOutcome(group)}</span>
                      <span className="min-w-9 text-right font-strong">
                        {group.packets?.toLocaleString('en') ?? '–'}
                      </span>
                    </Link>
                  </li>
                )
              })}
            </ul>
          </li>
        ))}
      </ol>
      {missing.length > 0 && (
        <p className="text-12 text-warn-ink">
          Rules hand packets to {missing.length === 1 ? 'table' : 'tables'} {missing.join(', ')}, which{' '}
          {missing.length === 1 ? 'has' : 'have'} no rules: what gets there is dropped.
        </p>
      )}
    </div>
  )
}
