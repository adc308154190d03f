import type { Metadata } from 'next'
import { AddressFilters } from '@/components/addresses/address-filters'
import { AddressTable } from '@/components/addresses/address-table'
import { TopBar } from '@/components/shell/top-bar'
import { SubnetMap } from '@/components/topology/subnet-map'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/section'
import { countStandings } from '@/server/queries/count-standings'
import { listAddresses } from '@/server/queries/list-addresses'
import { findSubnetMap } from '@/server/queries/subnet-map'
import { findFirstSubnet, listVpcNames } from '@/server/queries/vpcs'

import { acknowledgeAction, planBulkAction } from './actions'

export const metadata: Metadata = { title: 'Addresses' }
export const dynamic = 'force-dynamic'

type Query = { q?: string; standing?: string; vpc?: string; subnet?: string }

export default async function AddressesPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams
  const number = (text?: string) => (text && /^\d{1,9}$/.test(text) ? Number(text) : undefined)
  const vpcId = number(query.vpc)
  const subnetId = number(query.subnet)
  const filter = {
    ...(query.q && { q: query.q }),
    ...(query.standing && { standing: query.standing }),
    ...(vpcId && { vpcId }),
    ...(subnetId && { subnetId }),
  }
  const [first, counts, vpcs, shown] = await Promise.all([
    listAddresses(filter, null),
    countStandings(vpcId),
    listVpcNames(),
    subnetId ?? findFirstSubnet(vpcId),
  ])
  const map = shown ? await findSubnetMap(shown) : null
  const now = new Date().toISOString()
  const string = new URLSearchParams(Object.entries(query).filter(([, value]) => typeof value === 'string')).toString()
  const isFiltered = Object.keys(filter).length > 0
  return (
    <>
      <TopBar crumbs={[{ label: 'Addresses' }]} now={now} />
      <h1 className="sr-only">Addresses</h1>
      <AddressFilters vpcs={vpcs} counts={counts} />
      <div className="grid xl:grid-cols-[minmax(0,1fr)_340px]">
        <div className="min-w-0">
          {first.rows.length === 0 ? (
            isFiltered ? (
              <Empty title="No address fits this filter" action={<Button href="/addresses">Show all addresses</Button>}>
                Nothing was lost: the filter above hides the rest.
              </Empty>
            ) : (
              <Empty
                title="No addresses yet"
                action={
                  <Button variant="primary" href="/import">
                    Import evidence
                  </Button>
                }
              >
                Addresses appear as guests report them and registries name them.
              </Empty>
            )
          ) : (
            <AddressTable
              key={string}
              first={first}
              query={string}
              now={now}
              verbs={{ plan: planBulkAction, acknowledge: acknowledgeAction }}
            />
          )}
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
