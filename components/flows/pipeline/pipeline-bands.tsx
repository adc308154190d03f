import Link from 'next/link'
import type { PipelineMap } from '@/core/openflow/pipeline-map/map-pipeline'
import { type Band, layOutBands } from './lay-out-bands'
import { filterOfGroup, filterOfTable, type HrefFor, heatOf, type LitStep, sayOutcome } from './outcome'

const number = (value: number | null): string => value?.toLocaleString('en') ?? '–'

/** The middle line of a ribbon; a way back leaves below the cards. */
function wayOf({ x1, y1, x2, y2, under, isBack }: Band, bottom: number): string {
  if (isBack)
    return `M${x1} ${y1} C${x1 + 60} ${y1} ${x1 + 40} ${bottom} ${(x1 + x2) / 2} ${bottom} S${x2 - 60} ${y2} ${x2} ${y2}`
  if (under !== null)
    return `M${x1} ${y1} C${x1 + 50} ${y1} ${x1 + 40} ${under} ${x1 + 96} ${under} L${x2 - 96} ${under} C${x2 - 40} ${under} ${x2 - 50} ${y2} ${x2} ${y2}`
  const middle = (x2 - x1) / 2
  return `M${x1} ${y1} C${x1 + middle} ${y1} ${x2 - middle} ${y2} ${x2} ${y2}`
}

/** Few tables: each a card with what its rules do, ribbons where they hand packets on, as wide as what was counted. */
export function PipelineBands({
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
  const { width, height, cards, bands, out } = layOutBands(map)
  const most = Math.max(1, ...map.tables.flatMap((table) => table.groups.map((group) => group.packets ?? 0)))
  const litOf = (table: number | string, key: string): number =>
    lit.findIndex((step) => step.table === table && step.group === key)
  const isOnPath = (band: Band): boolean => {
    const at = litOf(band.from, band.group.key)
    if (at < 0) return false
    if (band.to === 'drop') return lit[at]?.isStop ?? false
    return band.to === 'out' ? at === lit.length - 1 : lit[at + 1]?.table === band.to
  }
  /** The middle of the row in which the lit way goes on. */
  const litRowOf = (band: Band): number | null => {
    const next = lit[litOf(band.from, band.group.key) + 1]
    const row = cards.find((card) => card.table.table === band.to)?.rows.find(({ group }) => group.key === next?.group)
    return row ? row.y + row.height / 2 : null
  }
  return (
    <div className="overflow-x-auto pb-1">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        style={{ width: '100%', minWidth: width * 0.86, maxWidth: width * 1.2 }}
        role="group"
        aria-label="Pipeline"
        className="block"
      >
        {bands.map((band) => (
          <path
            key={`${band.from} ${band.group.key} ${band.to}`}
            d={wayOf(band, height - 8)}
            fill="none"
            strokeWidth={band.thickness}
            className={
              band.to === 'drop' ? 'stroke-crit-edge' : HEAT_STROKE[Math.min(2, heatOf(band.group.packets, most))]
            }
          />
        ))}
        {bands.filter(isOnPath).map((band) => (
          <path
            key={`lit ${band.from} ${band.to}`}
            d={wayOf({ ...band, y2: litRowOf(band) ?? band.y2 }, height - 8)}
            fill="none"
            strokeWidth={2}
            className="stroke-lit"
          />
        ))}
        {bands
          .filter((band) => band.to === 'drop')
          .map((band) => (
            <g
              key={`drop ${band.from} ${band.group.key}`}
              className="stroke-crit"
              strokeWidth={2}
              strokeLinecap="round"
            >
              <path d={`M${band.x2} ${band.y2 - 6} l12 12 m0 -12 l-12 12`} />
            </g>
          ))}
        {out && (
          <text x={out.x + 8} y={out.y + out.height / 2 + 4} className="fill-ink text-12 font-medium">
            Out
          </text>
        )}
        {cards.map((card) => (
          <g key={card.table.table}>
            <Link href={hrefFor(filterOfTable(card.table.table))} aria-label={`Table ${card.table.table}, its rules`}>
              <text x={card.x} y={card.y - 21} className="fill-ink text-13 font-strong">
                Table {card.table.table}
              </text>
              <text x={card.x} y={card.y - 7} className="fill-ink-3 text-11">
                {stages[card.table.table] ?? `${number(card.table.rules)} ${card.table.rules === 1 ? 'rule' : 'rules'}`}
              </text>
            </Link>
            <rect
              x={card.x}
              y={card.y}
              width={card.width}
              height={card.height}
              rx={4}
              className="fill-surface stroke-line-2"
            />
            {card.rows.map(({ group, y, height: tall }) => {
              const step = litOf(card.table.table, group.key)
              const isDrop = group.outcome === 'drop'
              const heat = heatOf(group.packets, most)
              const ink = isDrop
                ? 'fill-crit-ink'
                : heat >= 4
                  ? 'fill-ink-on'
                  : heat === 3
                    ? 'fill-ink dark:fill-ink'
                    : 'fill-ink'
              const label = group.only ? group.only.match || '*' : `${number(group.rules)} rules`
              const fits = Math.floor((card.width - 64) / 6.7) - sayOutcome(group).length
              return (
                <Link
                  key={group.key}
                  href={hrefFor(filterOfGroup(card.table.table, group))}
                  aria-label={`Table ${card.table.table}: ${label}, ${sayOutcome(group)}, ${number(group.packets)} packets${step >= 0 ? `, step ${step + 1} of the trace` : ''}`}
                >
                  <title>{`${label} ${sayOutcome(group)}, ${number(group.packets)} packets`}</title>
                  <rect
                    x={card.x + 4}
                    y={y}
                    width={card.width - 8}
                    height={tall}
                    rx={2}
                    className={`${isDrop ? 'fill-crit-tint' : HEAT_FILL[heat]} ${step >= 0 ? (isDrop ? 'stroke-crit' : 'stroke-lit') : isDrop ? 'stroke-crit-edge' : ''}`}
                    strokeWidth={step >= 0 ? 2 : 1}
                  />
                  <text x={card.x + 11} y={y + tall / 2 + 4} className={`${ink} font-mono text-11`}>
                    {label.length > fits && fits > 4 ? `${label.slice(0, fits - 1)}…` : label} {sayOutcome(group)}
                  </text>
                  <text
                    x={card.x + card.width - 11}
                    y={y + tall / 2 + 4}
                    textAnchor="end"
                    className={`${ink} font-strong text-11`}
                  >
                    {number(group.packets)}
                  </text>
                  {step >= 0 && (
                    <g aria-hidden>
                      <circle
                        cx={card.x}
                        cy={y + tall / 2}
                        r={9}
                        className={lit[step]?.isStop ? 'fill-crit' : 'fill-lit'}
                      />
                      <text
                        x={card.x}
                        y={y + tall / 2 + 4}
                        textAnchor="middle"
                        className="fill-ink-on text-11 font-strong"
                      >
                        {step + 1}
                      </text>
                    </g>
                  )}
                </Link>
              )
            })}
          </g>
        ))}
      </svg>
    </div>
  )
}

const HEAT_FILL = ['fill-heat-0', 'fill-heat-1', 'fill-heat-2', 'fill-heat-3', 'fill-heat-4', 'fill-heat-5'] as const
const HEAT_STROKE = ['stroke-heat-1', 'stroke-heat-1', 'stroke-heat-2'] as const
