import type { Move } from '@/core/audit/havip/timeline'
import type { HaVipHistory } from '@/server/queries/registry/havip-past'
import { Section } from '../../ui/section'
import { Segmented } from '../../ui/segmented'
import { rangeOf, SPANS, type Span, sayLength } from './lay-out'
import { TimelinePicture } from './timeline-picture'

const EVENTS_MAX = 30
const list = (names: readonly string[]) => names.join(' and ')
const time = (ms: number) => new Date(ms).toISOString()

/** The failovers of a HAVIP on a time line, then in words. */
export function Failovers({
  history,
  guests,
  havipId,
  span,
  now,
}: {
  history: HaVipHistory
  guests: readonly string[]
  havipId: number
  span: Span
  now: string
}) {
  const last = history.moves.findLast((one) => one.kind !== 'first') ?? history.moves.at(-1) ?? null
  const range = rangeOf(span, last, Date.parse(now))
  const everybody = [...new Set([...guests, ...history.past.guests.map((one) => one.who)])].sort()
  const count = history.moves.filter((one) => one.kind === 'moved').length
  return (
    <Section
      title="Failovers"
      hint={
        history.moves.length === 0
          ? 'no evidence has shown anybody with it yet'
          : `${count} seen · ${time(range.from).slice(0, 10)}, UTC · hatched: nobody has looked since`
      }
      actions={
        <Segmented
          label="Shown"
          options={SPANS.map(({ name, label }) => ({
            label,
            href: `/havips/${havipId}?span=${name}`,
            isOn: name === span,
          }))}
        />
      }
    >
      <TimelinePicture history={history} guests={everybody} range={range} isNow={range.to >= Date.parse(now)} />
      <ol className="mt-4 grid gap-1.5 text-12" aria-label="Failovers and edits, latest first">
        {eventsOf(history).map((event) => (
          <li key={event.key} className="grid gap-x-4 md:grid-cols-[150px_minmax(0,1fr)]">
            <time className="whitespace-nowrap font-mono text-ink-3" dateTime={time(event.at)}>
              {time(event.at).slice(0, 19).replace('T', ' ')}
            </time>
            <span className={event.isBad ? 'font-medium text-crit-ink' : ''}>{event.text}</span>
          </li>
        ))}
      </ol>
      {history.isCut && <p className="mt-2 text-12 text-ink-3">Older ones are kept, and not shown.</p>}
      <details className="mt-3 text-12">
        <summary className="cursor-pointer text-ink-2">Every witness as a table</summary>
        <div className="mt-2 overflow-x-auto">
          <PeriodTable history={history} />
        </div>
      </details>
    </Section>
  )
}

function sayMove({ kind, from, to, gapMs }: Move): string {
  if (kind === 'first') return `${list(to)} was first seen with it`
  if (kind === 'lost') return `${list(from)} has it no more, and nobody else was seen with it`
  if (kind === 'split') return `${list(to)} have it at the same time: split brain`
  const gap = gapMs > 0 ? `; for at most ${sayLength(gapMs)} nobody was seen with it` : ''
  return kind === 'back' ? `${list(to)} has it again${gap}` : `from ${list(from)} to ${list(to)}${gap}`
}

function eventsOf({ moves, edits }: HaVipHistory) {
  return [
    ...moves.map((move) => ({
      key: `move ${move.at} ${move.kind}`,
      at: move.at,
      text: sayMove(move),
      isBad: move.kind === 'split' || move.kind === 'lost',
    })),
    ...edits.map((edit) => ({
      key: `edit ${edit.at} ${edit.guest} ${edit.isAllowed}`,
      at: edit.at,
      text: `${edit.isAllowed ? 'allowed' : 'no longer allowed'} on ${edit.guest} (registry of ${edit.source})`,
      isBad: false,
    })),
  ]
    .sort((a, b) => b.at - a.at)
    .slice(0, EVENTS_MAX)
}

function PeriodTable({ history }: { history: HaVipHistory }) {
  const rows = (['guests', 'fabric', 'neighbours'] as const).flatMap((witness) =>
    history.past[witness].map((period) => ({ witness, ...period })),
  )
  const cell = (ms: number | null) => (ms === null ? 'still so' : time(ms).slice(0, 19).replace('T', ' '))
  return (
    <table className="table">
      <thead>
        <tr>
          <th>Witness</th>
          <th>Names</th>
          <th>First seen</th>
          <th>Last seen</th>
          <th>No more</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two reporters may say the very same
          <tr key={`${row.witness} ${row.who} ${row.from} ${i}`}>
            <td>{row.witness}</td>
            <td>{row.who}</td>
            {[row.from, row.seenAt, row.to].map((ms, j) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: three columns in their order
              <td key={j} className="whitespace-nowrap font-mono">
                {cell(ms)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
