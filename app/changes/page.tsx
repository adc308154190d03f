import type { Metadata } from 'next'
import Link from 'next/link'
import { ChangeState } from '@/components/changes/change-state'
import { TopBar } from '@/components/shell/top-bar'
import { Age } from '@/components/ui/age'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/section'
import { listChanges } from '@/server/queries/changes'

export const metadata: Metadata = { title: 'Changes' }
export const dynamic = 'force-dynamic'

export default async function ChangesPage({ searchParams }: { searchParams: Promise<{ before?: string }> }) {
  const { before } = await searchParams
  const page = await listChanges(/^\d{1,9}$/.test(before ?? '') ? Number(before) : null)
  const now = new Date().toISOString()
  return (
    <>
      <TopBar crumbs={[{ label: 'Changes' }]} now={now} />
      <h1 className="sr-only">Changes</h1>
      {page.rows.length === 0 ? (
        <Empty title="Nothing has been changed yet">
          Every import, edit and registration is written here, with who and why.
        </Empty>
      ) : (
        <div className="px-[var(--gutter)] py-3">
          <table className="table stack">
            <thead>
              <tr>
                <th>#</th>
                <th>When</th>
                <th>What</th>
                <th>Who</th>
                <th>Why</th>
                <th>State</th>
              </tr>
            </thead>
            <tbody>
              {page.rows.map((row) => (
                <tr key={row.id}>
                  <td>
                    <Link href={`/changes/${row.id}`} className="font-medium text-accent">
                      #{row.id}
                    </Link>
                  </td>
                  <td className="whitespace-nowrap text-ink-2">
                    <Age at={row.at} now={now} />
                  </td>
                  <td>
                    <Link href={`/changes/${row.id}`} className="hover:underline">
                      <span className="font-strong">{row.verb.replaceAll('-', ' ')}</span> {row.subject}
                    </Link>
                  </td>
                  <td className="text-ink-2">{row.actor}</td>
                  <td className="text-ink-2">{row.why}</td>
                  <td>
                    <ChangeState state={row.state} stage={row.stage} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {page.next && (
            <div className="pt-3">
              <Button href={`/changes?before=${page.next}`}>Earlier changes</Button>
            </div>
          )}
        </div>
      )}
    </>
  )
}
