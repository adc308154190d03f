import type { Metadata } from 'next'
import Link from 'next/link'
import { SeverityMark } from '@/components/audit/severity-mark'
import { EditButton } from '@/components/registry/forms/edit-button'
import { hostFields } from '@/components/registry/forms/fields'
import { STACKED_ROW } from '@/components/registry/stacked-row'
import { TopBar } from '@/components/shell/top-bar'
import { Age } from '@/components/ui/age'
import { Button } from '@/components/ui/button'
import { Empty, PageHeader } from '@/components/ui/section'
import { listHosts } from '@/server/queries/hosts'
import { createHostAction } from './actions'

export const metadata: Metadata = { title: 'Hosts' }
export const dynamic = 'force-dynamic'

export default async function HostsPage({ searchParams }: { searchParams: Promise<{ q?: string; after?: string }> }) {
  const { q = '', after = '' } = await searchParams
  const page = await listHosts(q, after)
  const now = new Date().toISOString()
  return (
    <>
      <TopBar crumbs={[{ label: 'Hosts' }]} now={now} />
      <PageHeader
        title="Hosts"
        actions={
          <EditButton
            variant="primary"
            title="New host"
            description="A hypervisor that no fabric reports. Its flow tables are imported by hand."
            verb="Create host"
            done="Host created"
            fields={hostFields()}
            submit={createHostAction}
            openHref="/hosts/"
          >
            New host
          </EditButton>
        }
      />
      <form className="px-[var(--gutter)] pb-3">
        <label className="text-12">
          <span className="sr-only">Search hosts by name</span>
          <input
            type="search"
            name="q"
            defaultValue={q}
            placeholder="Host name"
            className="h-[30px] w-full rounded-2 border border-line-control bg-surface px-2.5 placeholder:text-ink-3 md:w-[280px]"
          />
        </label>
      </form>
      {page.rows.length === 0 ? (
        <Empty title={q ? 'No host fits' : 'No host is known yet'}>
          {q
            ? 'Try a shorter part of its name.'
            : 'A host comes from a fabric, or is added by hand here, before its flow table can be imported.'}
        </Empty>
      ) : (
        <div className="px-[var(--gutter)] py-3">
          <table className="table stack">
            <thead>
              <tr>
                <th>Host</th>
                <th>Worst</th>
                <th>Fabric</th>
                <th className="num">Guests</th>
                <th className="num">Rules</th>
                <th>Flows read</th>
              </tr>
            </thead>
            <tbody>
              {page.rows.map((row) => (
                <tr key={row.id} className={STACKED_ROW}>
                  <td>
                    <Link href={`/hosts/${row.id}`} className="font-strong hover:underline">
                      {row.name}
                    </Link>{' '}
                    <span className="font-mono text-ink-3">{row.managementIp}</span>
                  </td>
                  <td>
                    {row.worst > 0 ? <SeverityMark severity={row.worst} /> : <span className="text-ink-3">none</span>}
                  </td>
                  <td className="text-ink-2">{row.fabric ?? 'none'}</td>
                  <td className="num">
                    {row.guests}
                    <span className="md:hidden"> {row.guests === 1 ? 'guest' : 'guests'}</span>
                  </td>
                  <td className="num">
                    {row.rules ?? <span className="text-blind-ink">unknown</span>}
                    <span className="md:hidden"> {row.rules === 1 ? 'rule' : 'rules'}</span>
                  </td>
                  <td>
                    {row.takenAt ? (
                      <Age at={row.takenAt} now={now} />
                    ) : (
                      <Link href={`/import?tab=flows&host=${row.id}`} className="font-medium text-accent">
                        import a flow table
                      </Link>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {page.next && (
            <div className="pt-3">
              <Button href={`/hosts?${new URLSearchParams({ q, after: page.next })}`}>Next hosts</Button>
            </div>
          )}
        </div>
      )}
    </>
  )
}
