import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { createGuestAction } from '@/app/guests/actions'
import { createHaVipAction } from '@/app/havips/actions'
import { GuestTable } from '@/components/guests/guest-table'
import { plural } from '@/components/registry/amount'
import { ConfirmButton } from '@/components/registry/forms/confirm-button'
import { EditButton } from '@/components/registry/forms/edit-button'
import { guestFields, havipFields, subnetFields, vpcFields } from '@/components/registry/forms/fields'
import { notOwn } from '@/components/registry/forms/not-own'
import { HaVipTable } from '@/components/registry/havip-table'
import { SubnetTable } from '@/components/registry/subnet-table'
import { TopBar } from '@/components/shell/top-bar'
import { Button } from '@/components/ui/button'
import { Chip, Facts, PageHeader, Section } from '@/components/ui/section'
import { listHostChoices, listSubnetChoices } from '@/server/queries/registry/choices'
import { listGuests } from '@/server/queries/registry/guests'
import { listHaVips } from '@/server/queries/registry/havips'
import { findVpc, listSubnets } from '@/server/queries/registry/vpcs'
import { createSubnetAction, deleteVpcAction, editVpcAction } from '../actions'

export const metadata: Metadata = { title: 'VPC' }
export const dynamic = 'force-dynamic'

export default async function VpcPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>
  searchParams: Promise<{ subnet?: string }>
}) {
  const { id } = await params
  const { subnet: afterSubnet } = await searchParams
  const vpc = /^\d{1,9}$/.test(id) ? await findVpc(Number(id)) : null
  if (!vpc) notFound()
  const after = afterSubnet && /^[0-9a-f.:]{2,39}\/\d{1,3}$/.test(afterSubnet) ? afterSubnet : null
  const [subnets, guests, havips, hostChoices, subnetChoices] = await Promise.all([
    listSubnets(vpc.id, after),
    listGuests({ vpcId: vpc.id }, null),
    listHaVips({ vpcId: vpc.id }, null),
    listHostChoices(),
    listSubnetChoices(vpc.id),
  ])
  const now = new Date().toISOString()
  const refused = notOwn(vpc)
  const fixed = { vpcId: vpc.id }
  const row = { id: vpc.id, version: vpc.version }
  return (
    <>
      <TopBar crumbs={[{ label: 'VPCs', href: '/vpcs' }, { label: vpc.name }]} now={now} />
      <PageHeader
        title={vpc.name}
        subtitle={<span className="font-mono">{vpc.cidrs.join(', ')}</span>}
        actions={
          <>
            <Button href={`/topology?vpc=${vpc.id}`}>Topology</Button>
            <Button href={`/addresses?vpc=${vpc.id}`}>Addresses</Button>
            <Button href={`/vpcs/${vpc.id}/past`}>As it was</Button>
            <Button
              download={`/api/v1/bundle?vpc=${vpc.id}`}
              hint="Evidence, registry and flow tables with pseudonyms, to show to others. Look through it before you pass it on."
            >
              Redacted bundle
            </Button>
            <EditButton
              title={`Edit VPC ${vpc.name}`}
              verb="Save VPC"
              done="VPC saved"
              fields={vpcFields(vpc)}
              fixed={row}
              submit={editVpcAction}
              refused={refused}
            >
              Edit VPC
            </EditButton>
            <ConfirmButton
              title={`Delete VPC ${vpc.name}?`}
              consequence={`Its ${plural(vpc.subnets, 'subnet')} go with it. Guests and HAVIPs have to be deleted first.`}
              verb={`Delete VPC ${vpc.name}`}
              done="VPC deleted"
              input={row}
              submit={deleteVpcAction}
              typed={vpc.name}
              refused={refused}
              afterHref="/vpcs"
            >
              Delete VPC
            </ConfirmButton>
          </>
        }
      />
      <div className="px-[var(--gutter)] pb-5">
        <Facts
          items={[
            [
              'Registry',
              vpc.fabric === null
                ? 'Rollcall’s own: edited here'
                : `fabric ${vpc.fabric}: edited there, read by Rollcall`,
            ],
            ['Limit', `${vpc.addressesMax} addresses per interface`],
            ...(vpc.vni === null ? [] : [['VNI', String(vpc.vni)] as const]),
            ...(vpc.note === '' ? [] : [['Note', vpc.note] as const]),
            ...(vpc.isDemo ? [['Demo', <Chip key="demo">loaded with the founding incident</Chip>] as const] : []),
          ]}
        />
      </div>
      <Section
        title="Subnets"
        hint={plural(vpc.subnets, 'subnet')}
        actions={
          <EditButton
            size="s"
            title={`New subnet of ${vpc.name}`}
            verb="Create subnet"
            done="Subnet created"
            fields={subnetFields()}
            fixed={fixed}
            submit={createSubnetAction}
            refused={refused}
          >
            New subnet
          </EditButton>
        }
      >
        {subnets.rows.length === 0 ? (
          <p className="text-13 text-ink-2">
            No subnet {after ? 'after this one' : 'yet: interfaces and HAVIPs need one'}.
          </p>
        ) : (
          <SubnetTable subnets={subnets.rows} />
        )}
        {subnets.next !== null && (
          <div className="pt-3">
            <Button href={`/vpcs/${vpc.id}?subnet=${encodeURIComponent(subnets.next)}`}>Next subnets</Button>
          </div>
        )}
      </Section>
      <Section
        title="Guests"
        hint={plural(vpc.guests, 'guest')}
        actions={
          <EditButton
            size="s"
            title={`New guest in ${vpc.name}`}
            verb="Create guest"
            done="Guest created"
            fields={guestFields(hostChoices)}
            fixed={fixed}
            submit={createGuestAction}
            refused={refused}
            openHref="/guests/"
          >
            New guest
          </EditButton>
        }
      >
        {guests.rows.length === 0 ? (
          <p className="text-13 text-ink-2">
            No guest yet. Create one here, or paste its terminal output under Import.
          </p>
        ) : (
          <GuestTable guests={guests.rows} now={now} withVpc={false} />
        )}
        {guests.next && (
          <div className="pt-3">
            <Button href={`/guests?vpc=${vpc.id}&after=${encodeURIComponent(JSON.stringify(guests.next))}`}>
              Next guests
            </Button>
          </div>
        )}
      </Section>
      <Section
        title="HAVIPs"
        hint="addresses that move between machines"
        actions={
          <EditButton
            size="s"
            title={`New HAVIP in ${vpc.name}`}
            verb="Create HAVIP"
            done="HAVIP created"
            fields={havipFields(subnetChoices)}
            submit={createHaVipAction}
            refused={
              refused ?? (subnetChoices.length === 0 ? 'A HAVIP lies in a subnet: create one first.' : undefined)
            }
            openHref="/havips/"
          >
            New HAVIP
          </EditButton>
        }
      >
        {havips.rows.length === 0 ? (
          <p className="text-13 text-ink-2">No HAVIP in this VPC.</p>
        ) : (
          <HaVipTable havips={havips.rows} />
        )}
        {havips.next && (
          <div className="pt-3">
            <Button href={`/havips?vpc=${vpc.id}&after=${encodeURIComponent(JSON.stringify(havips.next))}`}>
              Next HAVIPs
            </Button>
          </div>
        )}
      </Section>
    </>
  )
}
