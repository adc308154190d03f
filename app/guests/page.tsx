import type { Metadata } from 'next'
import Form from 'next/form'
import { GuestTable } from '@/components/guests/guest-table'
import { EditButton } from '@/components/registry/forms/edit-button'
import { guestFields } from '@/components/registry/forms/fields'
import { TopBar } from '@/components/shell/top-bar'
import { Button } from '@/components/ui/button'
import { CONTROL } from '@/components/ui/field'
import { Empty, PageHeader } from '@/components/ui/section'
import { listHostChoices, listOwnVpcChoices } from '@/server/queries/registry/choices'
import { type GuestCursor, listGuests } from '@/server/queries/registry/guests'
import { listVpcNames } from '@/server/queries/vpcs'
import { createGuestAction } from './actions'

export const metadata: Metadata = { title: 'Guests' }
export const dynamic = 'force-dynamic'

type Query = { q?: string; vpc?: string; host?: string; after?: string }

export default async function GuestsPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams
  const number = (text?: string) => (text && /^\d{1,9}$/.test(text) ? Number(text) : undefined)
  const vpcId = number(query.vpc)
  const hostId = number(query.host)
  const filter = { ...(query.q && { q: query.q }), ...(vpcId && { vpcId }), ...(hostId && { hostId }) }
  const [page, vpcs, own, hosts] = await Promise.all([
    listGuests(filter, cursorOf(query.after)),
    listVpcNames(),
    listOwnVpcChoices(),
    listHostChoices(),
  ])
  const now = new Date().toISOString()
  const isFiltered = Object.keys(filter).length > 0 || query.after !== undefined
  const next = new URLSearchParams({
    ...(query.q && { q: query.q }),
    ...(query.vpc && { vpc: query.vpc }),
    ...(query.host && { host: query.host }),
    after: JSON.stringify(page.next),
  })
  return (
    <>
      <TopBar crumbs={[{ label: 'Guests' }]} now={now} />
      <PageHeader
        title="Guests"
        actions={
          <EditButton
            variant="primary"
            title="New guest"
            verb="Create guest"
            done="Guest created"
            openHref="/guests/"
            submit={createGuestAction}
            fields={[
              { name: 'vpcId', label: 'VPC', kind: 'select', value: own[0]?.value ?? '', options: own, isNumber: true },
              ...guestFields(hosts),
            ]}
            refused={
              own.length === 0 ? 'Every VPC is served by a fabric, or there is none: create a VPC first.' : undefined
            }
          >
            New guest
          </EditButton>
        }
      />
      <Form
        action="/guests"
        className="flex flex-wrap items-center gap-2 border-line border-y px-[var(--gutter)] py-2.5"
      >
        <input
          name="q"
          defaultValue={query.q}
          aria-label="Search guests"
          placeholder="Name, address or MAC"
          className={`${CONTROL} max-w-[280px]`}
        />
        <select name="vpc" defaultValue={query.vpc ?? ''} aria-label="VPC" className={`${CONTROL} max-w-[200px]`}>
          <option value="">any VPC</option>
          {vpcs.map((vpc) => (
            <option key={vpc.id} value={vpc.id}>
              {vpc.name}
            </option>
          ))}
        </select>
        <Button type="submit">Search</Button>
        {isFiltered && (
          <Button variant="quiet" href="/guests">
            Show all
          </Button>
        )}
      </Form>
      {page.rows.length === 0 ? (
        isFiltered ? (
          <Empty title="No guest fits" action={<Button href="/guests">Show all guests</Button>}>
            The search above hides the rest.
          </Empty>
        ) : (
          <Empty
            title="No guest yet"
            action={
              <Button variant="primary" href="/import">
                Import a transcript
              </Button>
            }
          >
            Paste what a guest’s terminal shows and Rollcall proposes the guest with its interfaces, or create one by
            hand.
          </Empty>
        )
      ) : (
        <div className="px-[var(--gutter)] py-3">
          <GuestTable guests={page.rows} now={now} />
          {page.next && (
            <div className="pt-3">
              <Button href={`/guests?${next}`}>Next guests</Button>
            </div>
          )}
        </div>
      )}
    </>
  )
}

function cursorOf(text: string | undefined): GuestCursor | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    const cursor = value as { vpcId?: unknown; name?: unknown } | null
    return cursor && Number.isInteger(cursor.vpcId) && typeof cursor.name === 'string'
      ? { vpcId: Number(cursor.vpcId), name: cursor.name }
      : null
  } catch {
    return null
  }
}
