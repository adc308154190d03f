import type { Metadata } from 'next'
import { EditButton } from '@/components/registry/forms/edit-button'
import { havipFields } from '@/components/registry/forms/fields'
import { HaVipTable } from '@/components/registry/havip-table'
import { TopBar } from '@/components/shell/top-bar'
import { Button } from '@/components/ui/button'
import { Empty, PageHeader } from '@/components/ui/section'
import { listOwnSubnetChoices } from '@/server/queries/registry/choices'
import { type HaVipCursor, listHaVips } from '@/server/queries/registry/havips'
import { createHaVipAction } from './actions'

export const metadata: Metadata = { title: 'HAVIPs' }
export const dynamic = 'force-dynamic'

export default async function HaVipsPage({
  searchParams,
}: {
  searchParams: Promise<{ vpc?: string; after?: string }>
}) {
  const query = await searchParams
  const vpcId = query.vpc && /^\d{1,9}$/.test(query.vpc) ? Number(query.vpc) : undefined
  const [page, subnets] = await Promise.all([
    listHaVips(vpcId ? { vpcId } : {}, cursorOf(query.after)),
    listOwnSubnetChoices(),
  ])
  const now = new Date().toISOString()
  const isFiltered = vpcId !== undefined || query.after !== undefined
  const next = new URLSearchParams({ ...(query.vpc && { vpc: query.vpc }), after: JSON.stringify(page.next) })
  return (
    <>
      <TopBar crumbs={[{ label: 'HAVIPs' }]} now={now} />
      <PageHeader
        title="HAVIPs"
        subtitle="addresses that move between machines"
        actions={
          <>
            <Button variant="primary" href="/havips/new">
              An address that floats…
            </Button>
            <EditButton
              title="New HAVIP"
              description="Then add its members: all of them should be allowed before it moves."
              verb="Create HAVIP"
              done="HAVIP created"
              fields={havipFields(subnets)}
              submit={createHaVipAction}
              openHref="/havips/"
              refused={
                subnets.length === 0
                  ? 'A HAVIP lies in a subnet of a VPC with Rollcall’s own registry: create one first. In a fabric’s VPC, use the button beside this one.'
                  : undefined
              }
            >
              New HAVIP
            </EditButton>
          </>
        }
      />
      {page.rows.length === 0 ? (
        <Empty
          title={isFiltered ? 'No HAVIP here' : 'No HAVIP yet'}
          action={
            isFiltered ? <Button href="/havips">Show all HAVIPs</Button> : <Button href="/addresses">Addresses</Button>
          }
        >
          When keepalived, Pacemaker or vip-manager moves an address between guests, the fabric has to allow it on each
          of them. That is a HAVIP.
        </Empty>
      ) : (
        <div className="border-line border-t px-[var(--gutter)] py-3">
          <HaVipTable havips={page.rows} />
          {page.next && (
            <div className="pt-3">
              <Button href={`/havips?${next}`}>Next HAVIPs</Button>
            </div>
          )}
        </div>
      )}
    </>
  )
}

function cursorOf(text: string | undefined): HaVipCursor | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    const cursor = value as { vpcId?: unknown; address?: unknown } | null
    return cursor &&
      Number.isInteger(cursor.vpcId) &&
      typeof cursor.address === 'string' &&
      /^[0-9a-f.:]{2,39}$/.test(cursor.address)
      ? { vpcId: Number(cursor.vpcId), address: cursor.address }
      : null
  } catch {
    return null
  }
}
