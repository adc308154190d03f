import type { Metadata } from 'next'
import { acknowledgeAction, planBulkAction } from '@/app/addresses/actions'
import { FindingTable } from '@/components/findings/finding-table'
import { TopBar } from '@/components/shell/top-bar'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/section'
import { Segmented } from '@/components/ui/segmented'
import { sayFinding, sentenceOfFinding } from '@/core/audit/say-finding'
import { type FindingFilter, listFindings } from '@/server/queries/findings'

export const metadata: Metadata = { title: 'Findings' }
export const dynamic = 'force-dynamic'

type Query = { state?: string; severity?: string; rule?: string; cause?: string; after?: string }
const STATES = ['open', 'acknowledged', 'resolved'] as const

export default async function FindingsPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams
  const state = STATES.find((one) => one === query.state) ?? 'open'
  const severity = [1, 2, 3].find((one) => String(one) === query.severity)
  const filter: FindingFilter = {
    state,
    ...(severity && { severity }),
    ...(query.rule && { rule: query.rule }),
    ...(query.cause && { cause: query.cause }),
  }
  const at = /^([123])-(\d{1,9})$/.exec(query.after ?? '')
  const page = await listFindings(filter, at ? { severity: Number(at[1]), id: Number(at[2]) } : null)
  const now = new Date().toISOString()
  const link = (more: Record<string, string>) =>
    `/findings?${new URLSearchParams({ ...(query.severity && { severity: query.severity }), ...(query.cause && { cause: query.cause }), ...(query.rule && { rule: query.rule }), ...more })}`
  return (
    <>
      <TopBar crumbs={[{ label: 'Findings' }]} now={now} />
      <h1 className="sr-only">Findings</h1>
      <div className="flex flex-wrap items-center gap-3 border-line border-b px-[var(--gutter)] py-3">
        <Segmented
          label="State"
          options={STATES.map((one) => ({ label: one, href: link({ state: one }), isOn: one === state }))}
        />
        <Segmented
          label="Severity"
          options={[
            { label: 'any', href: `/findings?state=${state}`, isOn: !severity },
            ...[3, 2, 1].map((one) => ({
              label: one === 3 ? 'critical' : one === 2 ? 'warning' : 'info',
              href: link({ state, severity: String(one) }),
              isOn: one === severity,
            })),
          ]}
        />
        {(query.cause || query.rule) && (
          <Button size="s" href={`/findings?state=${state}`}>
            {query.cause ? 'one cause only' : query.rule} ×
          </Button>
        )}
      </div>
      {query.cause && <p className="px-[var(--gutter)] pt-4 text-15 font-medium">{query.cause}</p>}
      {page.rows.length === 0 ? (
        <Empty
          title={state === 'open' ? 'No open finding' : `No ${state} finding`}
          action={<Button href="/findings">Show all open findings</Button>}
        >
          {state === 'open'
            ? 'Every address that guests use is registered and passes, as far as evidence reaches.'
            : 'Findings appear here when they are.'}
        </Empty>
      ) : (
        <div className="px-[var(--gutter)] py-3">
          <FindingTable
            key={`${state} ${query.after ?? ''}`}
            rows={page.rows.map((row) => ({ ...row, sentence: sentenceOfFinding(sayFinding(row.rule, row.data)) }))}
            now={now}
            isResolved={state === 'resolved'}
            verbs={{ plan: planBulkAction, acknowledge: acknowledgeAction }}
          />
          {page.next && (
            <div className="pt-3">
              <Button href={link({ state, after: `${page.next.severity}-${page.next.id}` })}>Next findings</Button>
            </div>
          )}
        </div>
      )}
    </>
  )
}
