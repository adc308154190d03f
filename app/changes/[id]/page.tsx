import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { ChangeState } from '@/components/changes/change-state'
import { Unfinished } from '@/components/changes/unfinished'
import { TopBar } from '@/components/shell/top-bar'
import { Age } from '@/components/ui/age'
import { Evidence } from '@/components/ui/evidence'
import { Facts, Note, PageHeader, Section } from '@/components/ui/section'
import { findChange } from '@/server/queries/changes'
import { resumeChangeAction, rollBackChangeAction } from '../actions'

export const metadata: Metadata = { title: 'Change' }
export const dynamic = 'force-dynamic'

export default async function ChangeScreen({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const change = /^\d{1,9}$/.test(id) ? await findChange(Number(id)) : null
  if (!change) notFound()
  const now = new Date().toISOString()
  const text = (value: unknown) => JSON.stringify(value, null, 2)
  return (
    <>
      <TopBar crumbs={[{ label: 'Changes', href: '/changes' }, { label: `#${change.id}` }]} now={now} />
      <PageHeader title={`${change.verb.replaceAll('-', ' ')}: ${change.subject}`} />
      <Section title="Receipt">
        <div className="grid gap-4">
          {change.receipt && (
            <Note meaning={change.receipt.verified ? 'ok' : 'warn'}>{String(change.receipt.note ?? '')}</Note>
          )}
          {change.stage && (
            <Unfinished
              id={change.id}
              stage={change.stage}
              isHeld={change.isHeld}
              isBack={change.isBack}
              verbs={{ resume: resumeChangeAction, rollBack: rollBackChangeAction }}
            />
          )}
          {change.state === 'failed' && (
            <Note meaning="crit">This change failed; the last step below says where. Nothing after it was done.</Note>
          )}
          <Facts
            items={[
              ['Who', change.actor],
              ['When', <Age key="when" at={change.at} now={now} />],
              ['State', <ChangeState key="state" state={change.state} stage={change.stage} />],
              ...(change.why ? [['Why', change.why] as const] : []),
              ...(change.findingId
                ? [
                    [
                      'For',
                      <Link key="finding" href={`/findings/${change.findingId}`} className="text-accent">
                        finding #{change.findingId}
                      </Link>,
                    ] as const,
                  ]
                : []),
              ...(change.resolved.length > 0
                ? [
                    [
                      'Resolved',
                      change.resolved.map((one) => (
                        <Link key={one} href={`/findings/${one}`} className="mr-2 text-accent">
                          finding #{one}
                        </Link>
                      )),
                    ] as const,
                  ]
                : []),
            ]}
          />
          {change.steps.length > 0 && (
            <ol className="grid gap-1.5 text-12">
              {change.steps.map((step, i) => (
                <li key={`${step.at} ${step.name}`} className="grid grid-cols-[20px_100px_minmax(0,1fr)_auto] gap-2">
                  <span className="font-strong">{i + 1}</span>
                  <span className={step.state === 'failed' ? 'font-medium text-crit-ink' : 'font-medium text-ok-ink'}>
                    {step.name}
                  </span>
                  <span className="text-ink-2">{step.detail}</span>
                  <time className="text-ink-3" dateTime={step.at}>
                    {step.at.slice(11, 23)}
                  </time>
                </li>
              ))}
            </ol>
          )}
        </div>
      </Section>
      <div className="grid xl:grid-cols-2">
        <Section title="Before">
          {change.before === null ? (
            <p className="text-12 text-ink-3">Nothing was there.</p>
          ) : (
            <Evidence text={text(change.before)} wrap />
          )}
        </Section>
        <Section title="After">
          {change.after === null ? (
            <p className="text-12 text-ink-3">Nothing is left.</p>
          ) : (
            <Evidence text={text(change.after)} wrap />
          )}
        </Section>
      </div>
    </>
  )
}
