import type { Period } from '@/core/audit/havip/timeline'
import type { HaVipHistory } from '@/server/queries/registry/havip-past'
import { type Bar, barsOf, type Range, sayTick, ticksOf } from './lay-out'

type Lane = {
  readonly name: string
  readonly hint: string
  readonly periods: readonly Period[]
  readonly isGuest: boolean
}

const at = (ms: number) => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** Who had the address, lane by lane; everything in it is also said in words below it. */
export function TimelinePicture({
  history,
  guests,
  range,
  isNow,
}: {
  history: HaVipHistory
  guests: readonly string[]
  range: Range
  isNow: boolean
}) {
  const { past } = history
  const lanes: Lane[] = [
    ...guests.map((guest) => ({
      name: guest,
      hint: 'configured',
      periods: past.guests.filter((one) => one.who === guest),
      isGuest: true,
    })),
    { name: 'fabric', hint: 'last heard', periods: past.fabric, isGuest: false },
    { name: 'neighbours', hint: 'by MAC', periods: past.neighbours, isGuest: false },
  ]
  const place = (ms: number) => ((ms - range.from) / (range.to - range.from)) * 100
  const edits = history.edits.filter((one) => one.at >= range.from && one.at <= range.to)
  return (
    <div aria-hidden className="grid grid-cols-[84px_minmax(0,1fr)] gap-x-2 text-11 md:grid-cols-[110px_minmax(0,1fr)]">
      <div />
      <div className="relative h-4">{isNow && <span className="absolute right-0 font-strong text-ink">now</span>}</div>
      <div className="grid min-w-0 gap-1.5">
        {lanes.map((lane) => (
          <div key={lane.name} className="flex h-8 min-w-0 flex-col justify-center leading-[1.4]">
            <span className="truncate font-strong text-12" title={lane.name}>
              {lane.name}
            </span>
            <span className="truncate text-ink-3">{lane.hint}</span>
          </div>
        ))}
      </div>
      <div className={`relative grid gap-1.5 border-line border-l ${isNow ? 'border-r-2 border-r-ink' : 'border-r'}`}>
        {ticksOf(range).map((tick) => (
          <span key={tick} className="absolute inset-y-0 w-px bg-line" style={{ left: `${place(tick)}%` }} />
        ))}
        {edits.map((edit) => (
          <span
            key={`${edit.at} ${edit.guest} ${edit.isAllowed}`}
            className="absolute inset-y-0 z-[1] w-0.5 bg-warn"
            style={{ left: `${place(edit.at)}%` }}
            title={`${at(edit.at)}: ${edit.isAllowed ? 'allowed' : 'no longer allowed'} on ${edit.guest}`}
          />
        ))}
        {lanes.map((lane) => (
          <div key={lane.name} className="relative h-8">
            <div className="absolute inset-x-0 top-1.5 h-5 bg-sunken" />
            {barsOf(lane.periods, range).map((bar) => (
              <TimelineBar key={bar.key} bar={bar} isGuest={lane.isGuest} />
            ))}
          </div>
        ))}
      </div>
      <div />
      <div className="relative h-5 font-mono text-ink-3">
        {ticksOf(range).map((tick, i, all) => (
          <span
            key={tick}
            className={`absolute top-0.5 -translate-x-1/2 ${i % 2 === 1 || i === all.length ? 'max-md:hidden' : ''}`}
            style={{ left: `clamp(24px, ${place(tick)}%, calc(100% - 24px))` }}
          >
            {sayTick(tick, range)}
          </span>
        ))}
      </div>
    </div>
  )
}

/** Full where it was seen, hatched where nobody has looked since. */
function TimelineBar({ bar, isGuest }: { bar: Bar; isGuest: boolean }) {
  const { period } = bar
  const end = period.to === null ? 'still so, by the last word' : `until ${at(period.to)}`
  return (
    <div
      className="absolute top-1.5 flex h-5 min-w-[3px] overflow-hidden rounded-[2px] border border-line-control"
      style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
      title={`${period.who} from ${at(period.from)}, last seen ${at(period.seenAt)}, ${end}`}
    >
      <div className={isGuest ? 'bg-heat-4' : 'bg-heat-2'} style={{ width: `${bar.sure}%` }} />
      <div className="timeline-unseen flex-1" />
      <span className="absolute inset-0 flex items-center px-1">
        <span className="truncate rounded-[2px] bg-surface px-1 leading-[14px] text-ink">
          {isGuest ? 'has it' : period.who}
        </span>
      </span>
    </div>
  )
}
