import type { Metadata } from 'next'
import { TopBar } from '@/components/shell/top-bar'
import { LargeTopology } from '@/components/topology/large-topology'
import { SmallTopology } from '@/components/topology/small-topology'
import { TopologyTable } from '@/components/topology/topology-table'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/section'
import { Segmented } from '@/components/ui/segmented'
import { buildMap } from '@/core/topology/build-map'
import { readTopology } from '@/server/queries/topology'
import { listVpcNames } from '@/server/queries/vpcs'

export const metadata: Metadata = { title: 'Topology' }
const VPCS_SHOWN = 8
export const dynamic = 'force-dynamic'

export default async function TopologyPage({ searchParams }: { searchParams: Promise<{ vpc?: string; as?: string }> }) {
  const query = await searchParams
  const vpcs = await listVpcNames()
  const place = Math.max(
    0,
    vpcs.findIndex((vpc) => String(vpc.id) === query.vpc),
  )
  const chosen = vpcs[place]
  const now = new Date().toISOString()
  const view = chosen ? await readTopology(chosen.id) : null
  const isTable = query.as === 'table'
  return (
    <>
      <TopBar crumbs={[{ label: 'Topology' }, ...(chosen ? [{ label: chosen.name }] : [])]} now={now} />
      <h1 className="sr-only">Topology</h1>
      {!chosen || !view ? (
        <Empty
          title="No VPC yet"
          action={
            <>
              <Button variant="primary" href="/import">
                Import evidence
              </Button>
              <Button href="/vpcs">Create a VPC</Button>
            </>
          }
        >
          A VPC appears with the first transcript, fabric or by hand.
        </Empty>
      ) : (
        <>
          <div className="flex flex-wrap gap-2 border-line border-b px-[var(--gutter)] py-3">
            <Segmented
              label="VPC"
              options={[...vpcs.slice(0, VPCS_SHOWN), ...(place < VPCS_SHOWN ? [] : [chosen])].map((vpc) => ({
                label: vpc.name,
                href: `/topology?vpc=${vpc.id}`,
                isOn: vpc.id === chosen.id,
              }))}
            />
            {vpcs.length > VPCS_SHOWN && (
              <Button size="s" href="/vpcs">
                All {vpcs.length} VPCs
              </Button>
            )}
            {view.kind === 'small' && (
              <Segmented
                label="View"
                options={[
                  { label: 'Lanes', href: `/topology?vpc=${chosen.id}`, isOn: !isTable },
                  { label: 'Table', href: `/topology?vpc=${chosen.id}&as=table`, isOn: isTable },
                ]}
              />
            )}
          </div>
          {view.kind === 'large' ? (
            <LargeTopology world={view.world} />
          ) : isTable ? (
            <TopologyTable world={view.world} />
          ) : (
            <>
              <SmallTopology map={buildMap(view.world)} />
              <div className="sr-only">
                <TopologyTable world={view.world} />
              </div>
            </>
          )}
        </>
      )}
    </>
  )
}
