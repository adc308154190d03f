import type { Agreement } from '@/core/audit/havip/timeline'
import type { Beside } from '@/server/queries/beside'
import type { HaVipPage } from '@/server/queries/registry/havip'
import { Age } from '../ui/age'
import { Note } from '../ui/section'

/** Who holds a HAVIP, told by those who can know. A witness that was not heard is unknown, not in agreement. */
export function Witnesses({
  havip,
  beside,
  agreement,
  now,
}: {
  havip: HaVipPage
  beside: Beside
  agreement: Agreement
  now: string
}) {
  const holders = [...havip.members, ...havip.strangers].filter((one) => one.configured === 'yes')
  const answered = beside.neighbours.filter((one) => one.mac !== null)
  const named = [...new Set(answered.map((one) => one.holder ?? 'no known interface'))]
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
      <Verdict agreement={agreement} isSplit={holders.length > 1} now={now} />
    </div>
  )
}

const SAY = { guests: 'guests', fabric: 'fabric', neighbours: 'neighbours' } as const

/** Whether the witnesses that were heard agree, and since when it has been so. */
function Verdict({ agreement, isSplit, now }: { agreement: Agreement; isSplit: boolean; now: string }) {
  const { verdict, heard } = agreement
  const names = heard.map((one) => SAY[one]).join(' and ')
  const since = agreement.since !== null && (
    <>
      {' '}
      since <Age at={new Date(agreement.since).toISOString()} now={now} />
    </>
  )
  if (verdict === 'none') return <p className="text-12 text-ink-2">No witness names anybody.</p>
  if (verdict === 'one')
    return <p className="text-12 text-ink-2">Only one witness is heard ({names}); the others are silent.</p>
  if (verdict === 'agree')
    return (
      <Note meaning="ok">
        {heard.length === 3 ? 'All three' : names.charAt(0).toUpperCase() + names.slice(1)} agree{since}.
      </Note>
    )
  return (
    <Note meaning="crit">
      {isSplit ? 'Several guests hold it at the same time (split brain), so the witnesses' : 'The witnesses'} disagree
      {since}.
    </Note>
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
