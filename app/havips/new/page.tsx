import type { Metadata } from 'next'
import Link from 'next/link'
import { planRegistrationAction, registerAddressAction } from '@/app/addresses/actions'
import { FixPanel } from '@/components/findings/fix-panel'
import { WizardStart } from '@/components/registry/wizard-start'
import { TopBar } from '@/components/shell/top-bar'
import { Note, PageHeader, Section } from '@/components/ui/section'
import { canonicalIp } from '@/core/ip/ip'
import { listMembersFor, listNicChoices } from '@/server/queries/registry/subnet-members'

export const metadata: Metadata = { title: 'An address that floats' }
export const dynamic = 'force-dynamic'

type Query = { nic?: string; address?: string; floats?: string }

/** From an address to a HAVIP whose members are all allowed, and the files of keepalived. */
export default async function HaVipWizard({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams
  const nicId = /^\d{1,9}$/.test(query.nic ?? '') ? Number(query.nic) : null
  const address = canonicalIp((query.address ?? '').trim())
  const floats = query.floats !== 'no'
  const [choices, members] = await Promise.all([
    listNicChoices(),
    nicId !== null && address !== null ? listMembersFor(nicId, address) : null,
  ])
  const now = new Date().toISOString()
  const one = members?.nics.find((nic) => nic.nicId === nicId)
  return (
    <>
      <TopBar crumbs={[{ label: 'HAVIPs', href: '/havips' }, { label: 'New' }]} now={now} />
      <PageHeader
        title="An address that floats"
        subtitle="register it on every machine that may hold it, before it moves"
      />
      <Section title="1. Which address, and does it float?">
        <WizardStart
          choices={choices}
          nic={query.nic ?? ''}
          address={query.address ?? ''}
          floats={floats}
          error={query.address && address === null ? `${query.address} is no address.` : null}
        />
      </Section>
      {members && one && address !== null && nicId !== null && (
        <Section
          id="members"
          title={floats ? '2. Who may hold it? All of them are allowed.' : '2. Register it where it stays'}
          hint={
            <>
              VPC{' '}
              <Link href={`/vpcs/${members.vpc.id}`} className="underline">
                {members.vpc.name}
              </Link>{' '}
              · <span className="font-mono">{members.subnet.cidr}</span>
            </>
          }
        >
          <FixPanel
            key={`${nicId} ${address} ${floats}`}
            nicId={nicId}
            address={address}
            guest={one.guest}
            fabric={members.vpc.fabric}
            findingId={null}
            members={members}
            startWith={floats ? 'havip' : 'secondary'}
            opensReceipt
            plan={planRegistrationAction}
            register={registerAddressAction}
          />
        </Section>
      )}
      {nicId !== null && address !== null && !one && (
        <div className="px-[var(--gutter)] py-4">
          <Note meaning="warn">This interface is not known, or its subnet has more interfaces than are listed.</Note>
        </div>
      )}
    </>
  )
}
