import type { Overview } from '@/server/queries/overview'

const WIDTH = 420
const HEIGHT = 52
const LEFT = 40
const RIGHT = 40
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

/** Open findings at the end of each day, critical and warning each on its own scale. */
export function Trend({ days, since }: { days: Overview['trend']; since: string | null }) {
  if (!since) return <p className="text-12 text-ink-3">No history yet: the first finding starts it.</p>
  const lines = [
    { name: 'critical', values: days.map((day) => day.critical), colour: 'stroke-crit', text: 'fill-crit-ink' },
    { name: 'warning', values: days.map((day) => day.warning), colour: 'stroke-warn', text: 'fill-warn-ink' },
  ]
  const step = (WIDTH - LEFT - RIGHT) / days.length
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${(HEIGHT + 26) * 2 + 14}`}
      className="w-full max-w-[520px]"
      role="img"
      aria-label={`Open findings over 14 days; now ${lines.map((line) => `${line.values.at(-1)} ${line.name}`).join(', ')}`}
    >
      {lines.map((line, i) => {
        const top = i * (HEIGHT + 26) + 18
        const max = Math.max(1, ...line.values)
        const y = (value: number) => top + HEIGHT - (value / max) * HEIGHT
        const path = line.values
          .map(
            (value, day) =>
              `${day === 0 ? 'M' : 'V'}${day === 0 ? `${LEFT} ${y(value)}` : y(value)}H${LEFT + (day + 1) * step}`,
          )
          .join('')
        return (
          <g key={line.name} fontSize="11">
            <text x={LEFT} y={top - 6} className={line.text} fontWeight="620">
              {line.name}
            </text>
            <path
              d={`M${LEFT} ${top}H${WIDTH - RIGHT}M${LEFT} ${top + HEIGHT}H${WIDTH - RIGHT}`}
              className="stroke-line"
            />
            <text x={LEFT - 6} y={top + 4} textAnchor="end" className="fill-ink-3">
              {SHORT.format(max)}
            </text>
            <text x={LEFT - 6} y={top + HEIGHT + 4} textAnchor="end" className="fill-ink-3">
              0
            </text>
            <path d={path} className={`${line.colour} fill-none`} strokeWidth="1.800" />
            <text
              x={LEFT + days.length * step + 5}
              y={y(line.values.at(-1) ?? 0) + 4}
              className="fill-ink"
              fontWeight="620"
            >
              {SHORT.format(line.values.at(-1) ?? 0)}
            </text>
          </g>
        )
      })}
      <text x={LEFT} y={(HEIGHT + 26) * 2 + 10} fontSize="11" className="fill-ink-3">
        {days[0]?.day.slice(5)}
      </text>
      <text x={WIDTH - RIGHT} y={(HEIGHT + 26) * 2 + 10} fontSize="11" textAnchor="end" className="fill-ink-3">
        now
      </text>
    </svg>
  )
}
