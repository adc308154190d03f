import type { Beside } from '@/server/queries/beside'
import type { HaVipPage } from '@/server/queries/registry/havip'
import { Age } from '../ui/age'
import { Note } from '../ui/section'

/** Who holds a HAVIP, told by those who can know. A witness that was not heard is unknown, not in agreement. */
export function Witnesses({ havip, beside, now }: { havip: HaVipPage; beside: Beside; now: string }) {
  const holders = [...havip.members, ...havip.strangers].filter((one) => one.configured === 'yes')
  const guest = holders.length === 1 ? holders[0]?.guest : null
  const answered = beside.neighbours.filter((one) => one.mac !== null)
  const named = [...new Set(answered.map((one) => one.holder ?? 'no known interface'))]
  const contradicts = named.length > 0 && holders.length > 0 && !holders.some((one) => named.includes(one.guest))
  const differs = havip.master !== null && holders.length > 0 && !holders.some((one) => one.guest === havip.master)
  return (
    <div className="grid gap-3">
      <dl className="text-12">
        <Row name="Guests say" said={holders.length === 0 ? null : holders.map((one) => one.guest).join(', ')}>
          {holders.map(
            (one) =>
              one.claim && (
                <span key={one.nicId} className="block truncate font-mono text-ink-2" title={one.claim.text}>
                  {one.claim.text.slice(one.claim.start, one.claim.end)} on {one.claim.link}{' '}
                  <span className="font-sans text-ink-3">
                    <Age at={one.claim.seenAt} now={now} />
                  </span>
                </span>
              ),
          )}
          {holders.length === 0 &&
            (havip.members.some((one) => one.configured === 'unknown')
              ? 'not every member has been heard'
              : 'no member has it configured')}
        </Row>
        <Row name="Fabric says" said={havip.master}>
          {havip.master === null
            ? havip.vpc.fabric === null
              ? 'no fabric serves this VPC'
              : `fabric ${havip.vpc.fabric} names no master`
            : havip.vpc.readAt && <Age at={havip.vpc.readAt} now={now} />}
        </Row>
        <Row name="Neighbours say" said={named.length === 0 ? null : named.join(', ')}>
          {answered.map((one) => (
            <span key={`${one.captureId} ${one.reporter}`} className="block">
              {one.reporter} reaches it at <span className="font-mono">{one.mac}</span> <Age at={one.at} now={now} />
            </span>
          ))}
          {answered.length === 0 &&
            (beside.neighbours.length > 0
              ? `${beside.neighbours.length} asked and got no answer`
              : 'no neighbour table that was captured shows it')}
        </Row>
        <Row
          name="Configured for"
          said={beside.intents.length === 0 ? null : [...new Set(beside.intents.map((one) => one.guest))].join(', ')}
        >
          {beside.intents.map((one) => (
            <span key={`${one.captureId} ${one.start} ${one.guest}`} className="block truncate" title={one.text}>
              <span className="font-mono text-ink-2">{one.text}</span> {one.format}
            </span>
          ))}
          {beside.intents.length === 0 && 'no configuration of HA software has been captured'}
        </Row>
      </dl>
      {holders.length > 1 && <Note meaning="crit">Several guests hold it at the same time: split brain.</Note>}
      {differs && <Note meaning="crit">The fabric’s master and the guest that holds it differ.</Note>}
      {contradicts && <Note meaning="crit">Neighbours reach it at another machine than the guest that holds it.</Note>}
      {guest && !differs && !contradicts && (
        <p className="text-12 text-ink-2">
          {havip.master === null
            ? `One witness names ${guest}; the others are silent.`
            : `Guests and fabric agree on ${guest}.`}
        </p>
      )}
    </div>
  )
}

function Row({ name, said, children }: { name: string; said: string | null; children: React.ReactNode }) {
  return (
    <div className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-3 border-line border-b py-2">
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">
        {said === null ? (
          <span className="font-medium text-blind-ink">not known</span>
        ) : (
          <span className="font-strong text-13">{said}</span>
        )}
        <div className="text-ink-3">{children}</div>
      </dd>
    </div>
  )
}
