import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { TopBar } from '@/components/shell/top-bar'
import { Age } from '@/components/ui/age'
import { Button } from '@/components/ui/button'
import { CONTROL, Field } from '@/components/ui/field'
import { Empty, PageHeader } from '@/components/ui/section'
import { canonicalIp } from '@/core/ip/ip'
import { parsePrefix } from '@/core/ip/prefix'
import { listPastAddresses, type PastAddress, type PastCursor } from '@/server/queries/past-addresses'
import { findVpc } from '@/server/queries/registry/vpcs'

export const metadata: Metadata = { title: 'As it was' }
export const dynamic = 'force-dynamic'

/** The registry and the claims of a VPC at a past moment (UTC). */
export default async function PastPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>
  searchParams: Promise<{ at?: string; after?: string }>
}) {
  const { id } = await params
  const query = await searchParams
  const vpc = /^\d{1,9}$/.test(id) ? await findVpc(Number(id)) : null
  if (!vpc) notFound()
  const now = new Date()
  const asked = readMoment(query.at)
  const at = asked ?? now
  const page = await listPastAddresses({ vpcId: vpc.id, at }, readCursor(query.after))
  const shown = at.toISOString().slice(0, 19)
  return (
    <>
      <TopBar
        crumbs={[
          { label: 'VPCs', href: '/vpcs' },
          { label: vpc.name, href: `/vpcs/${vpc.id}` },
          { label: 'As it was' },
        ]}
        now={now.toISOString()}
      />
      <PageHeader title={`${vpc.name} as it was`} subtitle={`${shown.replace('T', ' ')} UTC`} />
      <form className="flex flex-wrap items-end gap-2 border-line border-b px-[var(--gutter)] pb-4">
        <Field label="Moment, UTC" error={query.at && !asked ? `${query.at.slice(0, 40)} is no date and time.` : null}>
          <input type="datetime-local" step="1" name="at" defaultValue={shown} className={CONTROL} />
        </Field>
        <Button type="submit">Show</Button>
      </form>
      {page.rows.length === 0 ? (
        <Empty title={query.after ? 'No more addresses' : 'Nothing was known then'}>
          No guest of {vpc.name} had an address configured at that moment and none was registered, as far as was known.
        </Empty>
      ) : (
        <div className="px-[var(--gutter)] py-3">
          <table className="table stack">
            <thead>
              <tr>
                <th>Address</th>
                <th>Interface</th>
                <th>Configured</th>
                <th>Registered</th>
              </tr>
            </thead>
            <tbody>
              {page.rows.map((row) => (
                <PastRow key={`${row.nicId} ${row.address}`} row={row} at={at.toISOString()} />
              ))}
            </tbody>
          </table>
          {page.next && (
            <div className="pt-3">
              <Button
                href={`/vpcs/${vpc.id}/past?${new URLSearchParams({ at: shown, after: `${page.next.address},${page.next.nicId}` })}`}
              >
                Next addresses
              </Button>
            </div>
          )}
        </div>
      )}
    </>
  )
}

function PastRow({ row, at }: { row: PastAddress; at: string }) {
  return (
    <tr>
      <td className="font-mono">{row.address}</td>
      <td>
        <Link href={`/guests/${row.guestId}`} className="hover:underline">
          {row.guest} {row.nic}
        </Link>
      </td>
      <td>{row.configuredSince ? <Since at={row.configuredSince} now={at} word="" /> : 'not seen'}</td>
      <td className={row.registeredSince ? '' : 'text-crit-ink'}>
        {row.registeredSince ? <Since at={row.registeredSince} now={at} word={row.kind ?? ''} /> : 'not registered'}
      </td>
    </tr>
  )
}

const Since = ({ at, now, word }: { at: string; now: string; word: string }) => (
  <>
    {word || 'yes'},{' '}
    <span className="text-ink-3">
      since <Age at={at} now={now} bare /> before
    </span>
  </>
)

/** `2026-11-24T12:30` or with seconds, taken as UTC. */
function readMoment(text: string | undefined): Date | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z?$/.test(text)) return null
  const moment = new Date(text.endsWith('Z') ? text : `${text}Z`)
  return Number.isNaN(moment.getTime()) ? null : moment
}

function readCursor(text: string | undefined): PastCursor | null {
  const [address = '', nicId = ''] = (text ?? '').split(',')
  const isAddress = canonicalIp(address) !== null || parsePrefix(address) !== null
  return isAddress && /^\d{1,9}$/.test(nicId) ? { address, nicId: Number(nicId) } : null
}
