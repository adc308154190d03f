import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { SeverityMark } from '@/components/audit/severity-mark'
import { ConfirmButton } from '@/components/registry/forms/confirm-button'
import { EditButton } from '@/components/registry/forms/edit-button'
import { havipFields, memberFields } from '@/components/registry/forms/fields'
import { notOwn } from '@/components/registry/forms/not-own'
import { KeepalivedSection } from '@/components/registry/keepalived-section'
import { MemberTable } from '@/components/registry/member-table'
import { sayHaVip } from '@/components/registry/say-havip'
import { Failovers } from '@/components/registry/timeline/failovers'
import { SPANS } from '@/components/registry/timeline/lay-out'
import { Witnesses } from '@/components/registry/witnesses'
import { TopBar } from '@/components/shell/top-bar'
import { Button } from '@/components/ui/button'
import { Chip, Section } from '@/components/ui/section'
import { sayFinding, sentenceOfFinding } from '@/core/audit/say-finding'
import { readBeside } from '@/server/queries/beside'
import { listMemberChoices, listSubnetChoices } from '@/server/queries/registry/choices'
import { findHaVip } from '@/server/queries/registry/havip'
import { readHaVipPast } from '@/server/queries/registry/havip-past'
import { deleteHaVipAction, editHaVipAction, removeMemberAction, saveMemberAction } from '../actions'

export const metadata: Metadata = { title: 'HAVIP' }
export const dynamic = 'force-dynamic'

const PHRASE = { crit: 'text-crit-ink', ok: 'text-ok-ink', blind: 'text-blind-ink', warn: 'text-warn-ink' } as const

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ span?: string }> }

export default async function HaVipScreen({ params, searchParams }: Props) {
  const { id } = await params
  const query = await searchParams
  const span = SPANS.find((one) => one.name === query.span)?.name ?? 'last'
  const havip = /^\d{1,9}$/.test(id) ? await findHaVip(Number(id)) : null
  if (!havip) notFound()
  const [choices, subnets, beside, history] = await Promise.all([
    listMemberChoices(havip.id, havip.subnet.id),
    listSubnetChoices(havip.vpc.id),
    readBeside(havip.vpc.id, havip.address),
    readHaVipPast(havip, new Date()),
  ])
  const now = new Date().toISOString()
  const refused = notOwn(havip.vpc)
  const saying = sayHaVip(havip)
  const row = { id: havip.id, version: havip.version }
  const worst = havip.findings[0]?.severity ?? 0
  const [head, tail] = saying.before.split(havip.address)
  return (
    <>
      <TopBar crumbs={[{ label: 'HAVIPs', href: '/havips' }, { label: havip.address }]} now={now} />
      <div className="grid gap-3 px-[var(--gutter)] pt-4 pb-6">
        <div className="flex flex-wrap items-center gap-2 text-12 text-ink-3">
          {worst > 0 && <SeverityMark severity={worst} tinted />}
          <span>
            HAVIP {havip.name === havip.address ? '' : <>{havip.name} </>}· VPC{' '}
            <Link href={`/vpcs/${havip.vpc.id}`} className="underline">
              {havip.vpc.name}
            </Link>{' '}
            ·{' '}
            <Link href={`/subnets/${havip.subnet.id}`} className="font-mono underline">
              {havip.subnet.cidr}
            </Link>
          </span>
        </div>
        <div className="flex flex-wrap items-start gap-4">
          <h1 className="max-w-[760px] flex-1 text-balance text-26 font-[560] tracking-[-0.018em] max-md:basis-full">
            {head}
            {tail !== undefined && (
              <span className="whitespace-nowrap font-mono text-[0.9em] font-strong">{havip.address}</span>
            )}
            {tail}
            <em className={`not-italic ${PHRASE[saying.meaning]}`}>{saying.phrase}</em>
            {saying.after}
          </h1>
          <div className="flex flex-wrap gap-2">
            <EditButton
              variant="primary"
              title={`Add a member to ${havip.name}`}
              verb="Add member"
              done="Member added"
              fields={memberFields(choices)}
              fixed={{ havipId: havip.id }}
              submit={saveMemberAction}
              refused={
                refused ?? (choices.length === 0 ? 'Every interface of this subnet is a member already.' : undefined)
              }
            >
              Add member
            </EditButton>
            <EditButton
              title={`Edit HAVIP ${havip.name}`}
              verb="Save HAVIP"
              done="HAVIP saved"
              fields={havipFields(subnets, { name: havip.name, address: havip.address, subnetId: havip.subnet.id })}
              fixed={row}
              submit={editHaVipAction}
              refused={refused}
            >
              Edit HAVIP
            </EditButton>
            <ConfirmButton
              title={`Delete HAVIP ${havip.address}?`}
              consequence="What its members were allowed ends. A guest that holds it is cut off."
              verb={`Delete ${havip.address}`}
              done="HAVIP deleted"
              input={row}
              submit={deleteHaVipAction}
              typed={havip.address}
              refused={refused}
              afterHref="/havips"
            >
              Delete HAVIP
            </ConfirmButton>
          </div>
        </div>
      </div>
      <div className="grid border-line border-t xl:grid-cols-[minmax(0,1fr)_400px]">
        <Section title="Members" hint="All must be allowed before, not after, a failover">
          {havip.members.length + havip.strangers.length === 0 ? (
            <p className="text-13 text-ink-2">No members yet. Add every machine that may take the address over.</p>
          ) : (
            <MemberTable
              havip={havip}
              now={now}
              refused={refused}
              verbs={{ saveMember: saveMemberAction, removeMember: removeMemberAction }}
            />
          )}
        </Section>
        <div className="border-line max-xl:border-t xl:border-l">
          <Section title="Who holds it?" hint="Three witnesses">
            <Witnesses havip={havip} beside={beside} agreement={history.agreement} now={now} />
          </Section>
        </div>
      </div>
      <Failovers
        history={history}
        guests={havip.members.map((one) => one.guest)}
        havipId={havip.id}
        span={span}
        now={now}
      />
      <KeepalivedSection
        address={havip.address}
        prefixLength={Number(havip.subnet.cidr.split('/')[1])}
        members={havip.members}
      />
      <Section title="Findings" hint={havip.findings.length === 0 ? 'none is open' : undefined}>
        {havip.findings.length === 0 ? (
          <p className="text-13 text-ink-2">
            Nothing is wrong with it, as far as evidence reaches.{' '}
            <Button variant="quiet" size="s" href="/findings?state=resolved">
              Resolved findings
            </Button>
          </p>
        ) : (
          <ul className="grid gap-2">
            {havip.findings.map((finding) => (
              <li key={finding.id} className="flex flex-wrap items-baseline gap-2.5">
                <SeverityMark severity={finding.severity} />
                <Link href={`/findings/${finding.id}`} className="text-13 hover:underline">
                  {sentenceOfFinding(sayFinding(finding.rule, finding.data))}
                </Link>
                <Chip>{finding.rule}</Chip>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  )
}
