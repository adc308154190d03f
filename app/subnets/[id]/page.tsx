import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { createHaVipAction } from '@/app/havips/actions'
import { deleteSubnetAction, editSubnetAction } from '@/app/vpcs/actions'
import { countKept, formatFree, formatSize, plural } from '@/components/registry/amount'
import { ConfirmButton } from '@/components/registry/forms/confirm-button'
import { EditButton } from '@/components/registry/forms/edit-button'
import { havipFields, subnetFields } from '@/components/registry/forms/fields'
import { notOwn } from '@/components/registry/forms/not-own'
import { HaVipTable } from '@/components/registry/havip-table'
import { SubnetNicTable } from '@/components/registry/subnet-nic-table'
import { TopBar } from '@/components/shell/top-bar'
import { SubnetMap } from '@/components/topology/subnet-map'
import { Button } from '@/components/ui/button'
import { Facts, PageHeader, Section } from '@/components/ui/section'
import { listHaVips } from '@/server/queries/registry/havips'
import { findSubnet, listSubnetNics } from '@/server/queries/registry/subnet'
import { findSubnetMap } from '@/server/queries/subnet-map'

export const metadata: Metadata = { title: 'Subnet' }
export const dynamic = 'force-dynamic'

export default async function SubnetPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>
  searchParams: Promise<{ after?: string }>
}) {
  const { id } = await params
  const { after } = await searchParams
  const subnet = /^\d{1,9}$/.test(id) ? await findSubnet(Number(id)) : null
  if (!subnet) notFound()
  const [nics, havips, map] = await Promise.all([
    listSubnetNics(subnet.id, after && /^\d{1,9}$/.test(after) ? Number(after) : null),
    listHaVips({ subnetId: subnet.id }, null),
    findSubnetMap(subnet.id),
  ])
  const now = new Date().toISOString()
  const refused = notOwn({ name: subnet.vpc, fabric: subnet.fabric })
  const row = { id: subnet.id, version: subnet.version }
  const kept = countKept(subnet.cidr, subnet.gateway, subnet.reserved)
  return (
    <>
      <TopBar
        crumbs={[
          { label: 'VPCs', href: '/vpcs' },
          { label: subnet.vpc, href: `/vpcs/${subnet.vpcId}` },
          { label: subnet.cidr },
        ]}
        now={now}
      />
      <PageHeader
        title={<span className="font-mono">{subnet.cidr}</span>}
        subtitle={subnet.name === subnet.cidr ? `subnet of ${subnet.vpc}` : `${subnet.name}, subnet of ${subnet.vpc}`}
        actions={
          <>
            <Button href={`/addresses?subnet=${subnet.id}`}>Addresses</Button>
            <EditButton
              title={`Edit subnet ${subnet.name}`}
              verb="Save subnet"
              done="Subnet saved"
              fields={subnetFields(subnet)}
              fixed={row}
              submit={editSubnetAction}
              refused={refused}
            >
              Edit subnet
            </EditButton>
            <ConfirmButton
              title={`Delete subnet ${subnet.name}?`}
              consequence="Only a subnet without interfaces and HAVIPs can go."
              verb="Delete subnet"
              done="Subnet deleted"
              input={row}
              submit={deleteSubnetAction}
              typed={subnet.cidr}
              refused={refused}
              afterHref={`/vpcs/${subnet.vpcId}`}
            >
              Delete subnet
            </ConfirmButton>
          </>
        }
      />
      <div className="grid border-line border-t xl:grid-cols-[minmax(0,1fr)_460px]">
        <div className="min-w-0">
          <Section title="Use">
            <Facts
              items={[
                ['Given out', `${subnet.used.toLocaleString('en')} of ${formatSize(subnet.size)} addresses`],
                ['Free', formatFree(subnet.size, subnet.used, kept)],
                [
                  'Kept',
                  `${kept}: ${subnet.cidr.includes(':') ? '' : 'network, broadcast'}${subnet.gateway ? `${subnet.cidr.includes(':') ? '' : ', '}gateway` : ''}${subnet.reserved.length > 0 ? `, ${subnet.reserved.length} by the provider` : ''}`,
                ],
                [
                  'Gateway',
                  subnet.gateway ? (
                    <span key="g" className="font-mono">
                      {subnet.gateway}
                    </span>
                  ) : (
                    'none'
                  ),
                ],
                ...(subnet.reserved.length > 0
                  ? [
                      [
                        'Reserved',
                        <span key="r" className="font-mono">
                          {subnet.reserved.join(', ')}
                        </span>,
                      ] as const,
                    ]
                  : []),
                ['Registry', subnet.fabric === null ? 'Rollcall’s own' : `fabric ${subnet.fabric}`],
              ]}
            />
          </Section>
          <Section title="Interfaces" hint={plural(subnet.nics, 'interface')}>
            {nics.rows.length === 0 ? (
              <p className="text-13 text-ink-2">
                No interface is on this subnet{after ? ' after this one' : ' yet: give a guest one on its page'}.
              </p>
            ) : (
              <SubnetNicTable nics={nics.rows} />
            )}
            {nics.next !== null && (
              <div className="pt-3">
                <Button href={`/subnets/${subnet.id}?after=${nics.next}`}>Next interfaces</Button>
              </div>
            )}
          </Section>
          <Section
            title="HAVIPs"
            actions={
              <EditButton
                size="s"
                title={`New HAVIP in ${subnet.cidr}`}
                verb="Create HAVIP"
                done="HAVIP created"
                fields={havipFields([{ value: String(subnet.id), label: subnet.cidr }])}
                submit={createHaVipAction}
                refused={refused}
                openHref="/havips/"
              >
                New HAVIP
              </EditButton>
            }
          >
            {havips.rows.length === 0 ? (
              <p className="text-13 text-ink-2">No HAVIP in this subnet.</p>
            ) : (
              <HaVipTable havips={havips.rows} />
            )}
          </Section>
        </div>
        {map && (
          <aside aria-label="Subnet map" className="border-line p-5 max-xl:border-t xl:border-l">
            <SubnetMap map={map} />
          </aside>
        )}
      </div>
    </>
  )
}
