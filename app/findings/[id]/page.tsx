import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { acknowledgeAction, planRegistrationAction, registerAddressAction } from '@/app/addresses/actions'
import { SeverityMark } from '@/components/audit/severity-mark'
import { StandingMark } from '@/components/audit/standing-mark'
import { AcknowledgeButton } from '@/components/findings/acknowledge-button'
import { BesideSection } from '@/components/findings/beside-section'
import { Conversation } from '@/components/findings/conversation'
import { EvidencePanels } from '@/components/findings/evidence-panels'
import { FixPanel } from '@/components/findings/fix-panel'
import { RuledOut } from '@/components/findings/ruled-out'
import { SaySentence } from '@/components/findings/say-sentence'
import { WhereItStops } from '@/components/findings/where-it-stops'
import { TopBar } from '@/components/shell/top-bar'
import { Age } from '@/components/ui/age'
import { Button } from '@/components/ui/button'
import { Note, Section } from '@/components/ui/section'
import { sayFinding } from '@/core/audit/say-finding'
import { readBeside } from '@/server/queries/beside'
import { readConversation } from '@/server/queries/conversation'
import { findFinding } from '@/server/queries/finding'
import { listMembersFor } from '@/server/queries/registry/subnet-members'

export const metadata: Metadata = { title: 'Finding' }
export const dynamic = 'force-dynamic'

export default async function FindingScreen({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const finding = /^\d{1,9}$/.test(id) ? await findFinding(Number(id)) : null
  if (!finding) notFound()
  const now = new Date().toISOString()
  const hasPair = finding.nicId !== null && finding.address !== null && finding.pair !== null
  const conversation =
    hasPair && finding.nicId && finding.address ? await readConversation(finding.nicId, finding.address, null) : null
  const beside = finding.vpc && finding.address ? await readBeside(finding.vpc.id, finding.address) : null
  const stop = conversation?.steps.find((step) => step.stoppedAt !== null) ?? null
  const isOpen = finding.state !== 'resolved'
  const canRegister = isOpen && finding.pair?.registered === 'no' && finding.pair.configured === 'yes'
  const members =
    canRegister && finding.nicId && finding.address ? await listMembersFor(finding.nicId, finding.address) : null
  return (
    <>
      <TopBar
        crumbs={[{ label: 'Findings', href: '/findings' }, { label: finding.address ?? finding.rule }]}
        now={now}
      />
      <div className="grid gap-3 px-[var(--gutter)] pt-4 pb-6">
        <div className="flex flex-wrap items-center gap-2 text-12 text-ink-3">
          <SeverityMark severity={finding.severity} tinted />
          {finding.pair && <StandingMark standing={finding.pair.standing} tinted />}
          <span>
            {finding.state} {isOpen ? 'since' : ', it was opened'} <Age at={finding.openedAt} now={now} /> ·{' '}
            {finding.rule}
            {finding.vpc && (
              <>
                {' '}
                · VPC{' '}
                <Link href={`/vpcs/${finding.vpc.id}`} className="underline">
                  {finding.vpc.name}
                </Link>
              </>
            )}
            {finding.nic && (
              <>
                {' '}
                · <span className="font-mono">{finding.nic.cidr}</span>
              </>
            )}
            {finding.pair?.lastSeen && ' · last seen, the evidence has grown old'}
          </span>
        </div>
        <div className="flex flex-wrap items-start gap-4">
          <div className="grid flex-1 gap-2">
            <SaySentence rule={finding.rule} data={finding.data} level="h1" calm={!isOpen} />
            <p className="max-w-[680px] text-15 text-ink-2">{sayFinding(finding.rule, finding.data).lead}</p>
          </div>
          {isOpen && (
            <div className="flex flex-wrap gap-2">
              {canRegister && (
                <Button variant="primary" href="#fix">
                  Register {finding.address}…
                </Button>
              )}
              <AcknowledgeButton
                findingId={finding.id}
                acknowledge={acknowledgeAction}
                isDone={finding.state === 'acknowledged'}
              />
            </div>
          )}
        </div>
        {finding.state === 'resolved' && (
          <Note meaning="ok">
            Resolved {finding.resolvedAt && <Age at={finding.resolvedAt} now={now} />}
            {finding.resolvedBy ? (
              <>
                {' '}
                by{' '}
                <Link href={`/changes/${finding.resolvedBy}`} className="font-medium text-accent">
                  change #{finding.resolvedBy}
                </Link>
                , where its receipt is.
              </>
            ) : (
              ' by itself: later evidence no longer shows it.'
            )}
          </Note>
        )}
        {finding.acknowledged && (
          <Note meaning="idle">
            Acknowledged by {finding.acknowledged.by}: {finding.acknowledged.why}
            {finding.acknowledged.until
              ? ` Until ${finding.acknowledged.until.slice(0, 16).replace('T', ' ')} UTC.`
              : ''}
          </Note>
        )}
      </div>
      {finding.pair && <EvidencePanels finding={finding} now={now} />}
      {beside && <BesideSection beside={beside} guest={finding.nic?.guest ?? null} now={now} />}
      {conversation && (
        <div className="grid border-line border-t xl:grid-cols-[minmax(0,1fr)_400px]">
          <Section
            title="The conversation"
            hint={`${conversation.asker} pings ${finding.address}; evaluated on the flow tables, not observed`}
          >
            <Conversation view={conversation} address={finding.address ?? ''} />
          </Section>
          <div className="border-line max-xl:border-t xl:border-l">
            {stop && <WhereItStops step={stop} />}
            <RuledOut finding={finding} conversation={conversation} now={now} />
          </div>
        </div>
      )}
      {!conversation && hasPair && (
        <div className="border-line border-t">
          <RuledOut finding={finding} conversation={null} now={now} />
        </div>
      )}
      {canRegister && finding.nicId && finding.address && members && (
        <Section id="fix" title="Fix" hint="Always one address on one interface; the filter stays on.">
          <FixPanel
            nicId={finding.nicId}
            address={finding.address}
            guest={finding.nic?.guest ?? ''}
            fabric={finding.vpc?.fabric ?? null}
            findingId={finding.id}
            members={members}
            plan={planRegistrationAction}
            register={registerAddressAction}
          />
        </Section>
      )}
      <Section title="History">
        <ol className="grid gap-1.5 text-12">
          {finding.history.map((entry) => (
            <li key={`${entry.at} ${entry.text}`} className="flex gap-4">
              <time className="whitespace-nowrap font-mono text-ink-3" dateTime={entry.at} title={entry.at}>
                {entry.at.slice(5, 10)} {entry.at.slice(11, 19)}
              </time>
              {entry.href ? (
                <Link href={entry.href} className="hover:underline">
                  {entry.text}
                </Link>
              ) : (
                <span>{entry.text}</span>
              )}
            </li>
          ))}
        </ol>
      </Section>
    </>
  )
}
