import type { Metadata } from 'next'
import { EditButton } from '@/components/registry/forms/edit-button'
import { vpcFields } from '@/components/registry/forms/fields'
import { VpcTable } from '@/components/registry/vpc-table'
import { TopBar } from '@/components/shell/top-bar'
import { Button } from '@/components/ui/button'
import { Empty, PageHeader } from '@/components/ui/section'
import { listVpcs } from '@/server/queries/registry/vpcs'
import { createVpcAction } from './actions'

export const metadata: Metadata = { title: 'VPCs' }
export const dynamic = 'force-dynamic'

export default async function VpcsPage({ searchParams }: { searchParams: Promise<{ after?: string }> }) {
  const { after } = await searchParams
  const page = await listVpcs(after ?? null)
  const now = new Date().toISOString()
  const create = (
    <EditButton
      variant="primary"
      title="New VPC"
      description="With Rollcall’s own registry: what it holds is edited here."
      verb="Create VPC"
      done="VPC created"
      fields={vpcFields()}
      submit={createVpcAction}
      openHref="/vpcs/"
    >
      New VPC
    </EditButton>
  )
  return (
    <>
      <TopBar crumbs={[{ label: 'VPCs' }]} now={now} />
      <PageHeader
        title="VPCs"
        actions={
          <>
            <Button href="/vpcs/csv">Import or export CSV</Button>
            {create}
          </>
        }
      />
      {page.rows.length === 0 ? (
        <Empty
          title={after ? 'No more VPCs' : 'No VPC yet'}
          action={
            after ? <Button href="/vpcs">From the first</Button> : <Button href="/import">Import a transcript</Button>
          }
        >
          A VPC holds subnets, guests and what its registry allows them. Create one, or paste a guest’s terminal output
          and let Rollcall propose one.
        </Empty>
      ) : (
        <div className="border-line border-t px-[var(--gutter)] py-3">
          <VpcTable vpcs={page.rows} />
          {page.next !== null && (
            <div className="pt-3">
              <Button href={`/vpcs?after=${encodeURIComponent(page.next)}`}>Next VPCs</Button>
            </div>
          )}
        </div>
      )}
    </>
  )
}
