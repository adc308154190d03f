import Link from 'next/link'
import { Age } from '@/components/ui/age'
import { Evidence } from '@/components/ui/evidence'
import { Section } from '@/components/ui/section'
import type { Beside } from '@/server/queries/beside'

const PURPOSE: Record<Beside['intents'][number]['role'], string> = {
  static: 'is configured to have it',
  vip: 'is configured to take it over',
  planned: 'shall be allowed it, by a plan that is not applied',
}

/** What corroborates or contradicts a finding without deciding it: whose configuration wants the address, whom neighbours name. */
export function BesideSection({ beside, guest, now }: { beside: Beside; guest: string | null; now: string }) {
  const { neighbours, intents } = beside
  if (neighbours.length === 0 && intents.length === 0) return null
  return (
    <Section title="Beside it" hint="it corroborates, and decides nothing">
      <div className="grid gap-4 text-12 xl:grid-cols-2">
        {intents.length > 0 && (
          <div className="grid content-start gap-2">
            <h3>Intent</h3>
            {intents.map((intent) => (
              <div key={`${intent.captureId} ${intent.start} ${intent.guest}`}>
                <p className="mb-1">
                  <Link href={`/guests/${intent.guestId}`} className="font-medium text-accent">
                    {intent.guest}
                  </Link>{' '}
                  {PURPOSE[intent.role]}
                  {intent.group && `, ${intent.group}`}
                </p>
                <Evidence text={intent.text} marks={[{ start: intent.start, end: intent.end }]} />
                <p className="mt-1 text-11 text-ink-3">
                  {intent.format} · <Age at={intent.at} now={now} /> ·{' '}
                  <Link href={`/captures/${intent.captureId}`} className="underline">
                    capture #{intent.captureId}
                  </Link>
                </p>
              </div>
            ))}
          </div>
        )}
        {neighbours.length > 0 && (
          <div className="grid content-start gap-1">
            <h3>Neighbours</h3>
            <ul className="grid gap-1">
              {neighbours.map((one) => (
                <li key={`${one.captureId} ${one.reporter}`} className="flex flex-wrap gap-x-2">
                  <span
                    className={one.mac === null || one.holder === guest ? 'text-ink-2' : 'font-medium text-warn-ink'}
                  >
                    {one.mac === null ? (
                      <>{one.reporter} gets no answer for it</>
                    ) : (
                      <>
                        {one.reporter} reaches it at <span className="font-mono">{one.mac}</span>,{' '}
                        {one.holder ?? 'which is no known interface'}
                      </>
                    )}
                  </span>
                  <Link href={`/captures/${one.captureId}`} className="text-ink-3 hover:underline">
                    <Age at={one.at} now={now} />
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Section>
  )
}
