import Link from 'next/link'
import type { GuestIntent } from '@/server/queries/registry/guest-intents'
import { Age } from '../ui/age'
import { Section } from '../ui/section'

/** What configuration says that a guest should hold. It is no claim: it tells what will be wanted. */
export function IntentSection({ intents, now }: { intents: readonly GuestIntent[]; now: string }) {
  if (intents.length === 0) return null
  const current = intents.filter((intent) => intent.until === null)
  const past = intents.filter((intent) => intent.until !== null)
  return (
    <Section title="Intent" hint="what its configuration says it should hold; not what it has">
      {current.length > 0 && <Rows intents={current} now={now} />}
      {past.length > 0 && (
        <details className="mt-3 text-12">
          <summary className="cursor-pointer text-ink-2">{past.length} that a newer text no longer says</summary>
          <div className="mt-2 opacity-80">
            <Rows intents={past} now={now} />
          </div>
        </details>
      )}
    </Section>
  )
}

const MEANT_AS: Record<GuestIntent['role'], string> = {
  static: 'own address',
  vip: 'virtual IP',
  planned: 'planned registration',
}

function Rows({ intents, now }: { intents: readonly GuestIntent[]; now: string }) {
  return (
    <ul className="border-line border-t text-12">
      {intents.map((intent) => (
        <li
          key={intent.id}
          className="grid gap-x-4 gap-y-0.5 border-line border-b py-2 sm:grid-cols-[170px_minmax(0,1fr)_minmax(0,1fr)]"
        >
          <span className="font-mono text-13 font-strong">{intent.address}</span>
          <span className="text-ink-2">
            {MEANT_AS[intent.role]}
            {intent.nic ? <span className="font-mono"> on {intent.nic}</span> : ', on which interface it does not say'}
            {intent.group && ` · ${intent.group}`}
            {' · '}
            <Link href={`/captures/${intent.captureId}`} className="text-ink-3 hover:underline">
              {intent.origin || intent.format}, <Age at={intent.at} now={now} />
            </Link>
          </span>
          {intent.until === null ? <Verdict intent={intent} /> : <Until at={intent.until} now={now} />}
        </li>
      ))}
    </ul>
  )
}

const Until = ({ at, now }: { at: string; now: string }) => (
  <span className="text-ink-3">
    until <Age at={at} now={now} />
  </span>
)

function Verdict({ intent }: { intent: GuestIntent }) {
  if (intent.isAllowed === null)
    return <span className="font-medium text-blind-ink">the registry does not say whether it is allowed</span>
  if (intent.isAllowed)
    return <span className="text-ok-ink">allowed{intent.configured === 'yes' ? ', and configured' : ''}</span>
  if (intent.role === 'planned') return <span className="text-ink-2">not allowed yet: the plan is not applied</span>
  return (
    <span className="font-medium text-crit-ink">
      {intent.role === 'vip' ? 'not allowed: the next failover to it goes black' : 'not allowed: it will be dropped'}
    </span>
  )
}
