import type { Period } from '@/core/audit/havip/timeline'

/** A stretch of time on screen; milliseconds since 1970. */
export type Range = { readonly from: number; readonly to: number }
export type Span = 'last' | 'day' | 'month'
export const SPANS: readonly { readonly name: Span; readonly label: string }[] = [
  { name: 'last', label: 'Last failover' },
  { name: 'day', label: '24 h' },
  { name: 'month', label: '30 days' },
]
const DAY_MS = 86_400_000
const PAD_MS = 60_000

/** What a span shows: around the last move, or up to now. */
export function rangeOf(
  span: Span,
  lastMove: { readonly at: number; readonly gapMs: number } | null,
  now: number,
): Range {
  if (span === 'day') return { from: now - DAY_MS, to: now }
  if (span === 'month' || lastMove === null) return { from: now - 30 * DAY_MS, to: now }
  const pad = Math.max(PAD_MS, 3 * lastMove.gapMs)
  return { from: lastMove.at - pad - lastMove.gapMs, to: Math.min(now, lastMove.at + 2 * pad) }
}

export type Bar = {
  readonly key: string
  readonly period: Period
  readonly left: number // per cent of the range
  readonly width: number
  readonly sure: number // per cent of the bar: up to when it was last seen so
}

/** The parts of periods that lie in a range. An open period reaches to the end, sure as far as it was seen. */
export function barsOf(periods: readonly Period[], { from, to }: Range): Bar[] {
  const whole = to - from
  return periods.flatMap((period) => {
    const start = Math.max(period.from, from)
    const end = Math.min(period.to ?? to, to)
    if (end <= start || whole <= 0) return []
    const sure = Math.min(Math.max(period.seenAt, start), end)
    return [
      {
        key: `${period.who} ${period.from}`,
        period,
        left: ((start - from) / whole) * 100,
        width: ((end - start) / whole) * 100,
        sure: ((sure - start) / (end - start)) * 100,
      },
    ]
  })
}

const STEPS_MS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000,
].map((seconds) => seconds * 1000)
const TICKS_MAX = 6

/** Round moments in a range, at most six. */
export function ticksOf({ from, to }: Range): number[] {
  const step = STEPS_MS.find((one) => (to - from) / one <= TICKS_MAX) ?? 864_000_000
  const ticks: number[] = []
  for (let at = Math.ceil(from / step) * step; at < to; at += step) ticks.push(at)
  return ticks
}

/** A moment as a tick says it: with the day where the range is long. UTC. */
export function sayTick(at: number, { from, to }: Range): string {
  const text = new Date(at).toISOString()
  if (to - from > 2 * DAY_MS) return text.slice(5, 10)
  return to - from > 3_600_000 ? text.slice(11, 16) : text.slice(11, 19)
}

/** How long, in the two largest units: `2 min 5 s`, `850 ms`. */
export function sayLength(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min${seconds % 60 ? ` ${seconds % 60} s` : ''}`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`
}
