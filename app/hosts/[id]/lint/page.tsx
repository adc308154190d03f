import type { Metadata } from 'next'
import { HostHead } from '@/components/flows/host-head'
import { LintList } from '@/components/flows/lint/lint-list'
import { NotEvaluated } from '@/components/flows/not-evaluated'
import { Button } from '@/components/ui/button'
import { Empty, Note, Section } from '@/components/ui/section'
import { Segmented } from '@/components/ui/segmented'
import { lintDump } from '@/server/queries/host-lint'
import { type HostPageProps, readHostPage } from '../read-host-page'

export const metadata: Metadata = { title: 'Lint' }
export const dynamic = 'force-dynamic'

const ROWS = 100

export default async function LintScreen(
  props: HostPageProps<{ dump?: string; bridge?: string; name?: string; from?: string }>,
) {
  const { host, query, dump, now } = await readHostPage(props)
  const from = /^\d{1,6}$/.test(query.from ?? '') ? Number(query.from) : 0
  const view = dump && (await lintDump(dump.id, { name: query.name ?? null, from, count: ROWS }))
  const link = (more: Record<string, string>) =>
    `/hosts/${host.id}/lint?${new URLSearchParams({ ...(query.dump && { dump: query.dump }), ...more })}`
  const all = view?.counts.reduce((sum, one) => sum + one.count, 0) ?? 0
  return (
    <>
      <HostHead host={host} dump={dump} page="lint" now={now} hasOtherDump={Boolean(query.dump)} />
      {dump?.kind === 'vfp' ? (
        <NotEvaluated hostId={host.id} bridge={dump.bridge} />
      ) : !dump || !view ? (
        <Empty title="There are no rules to look through">No flow table of this host is kept.</Empty>
      ) : (
        <div>
          <Section
            title={all === 0 ? 'Nothing found' : `${all.toLocaleString('en')} found`}
            hint="Read from the rules alone, without a packet; each with the rules that show it."
          >
            <div className="mb-2.5">
              {view.counts.length > 1 && (
                <Segmented
                  label="Kind"
                  options={[
                    { label: `All ${all.toLocaleString('en')}`, href: link({}), isOn: !query.name },
                    ...view.counts.map(({ name, count }) => ({
                      label: `${name.replaceAll('-', ' ')} ${count.toLocaleString('en')}`,
                      href: link({ name }),
                      isOn: query.name === name,
                    })),
                  ]}
                />
              )}
            </div>
            {all === 0 ? (
              <p className="max-w-[620px] text-13 text-ink-2">
                No rule is shadowed, no two of equal priority contradict each other, every table can be reached and
                every jump leads somewhere.
              </p>
            ) : (
              <LintList
                findings={view.findings}
                hrefFor={(line) =>
                  `/hosts/${host.id}?${new URLSearchParams({ dump: String(dump.id), line: String(line) })}#rules`
                }
              />
            )}
            {view.bounds.length > 0 && (
              <div className="mt-3">
                <Note meaning="blind">
                  <strong className="font-strong">Not looked at:</strong> {view.bounds.join('; ')}.
                </Note>
              </div>
            )}
            <div className="flex gap-2 pt-3">
              {from > 0 && (
                <Button
                  href={link({ ...(query.name && { name: query.name }), from: String(Math.max(0, from - ROWS)) })}
                >
                  Findings before
                </Button>
              )}
              {from + ROWS < view.total && (
                <Button href={link({ ...(query.name && { name: query.name }), from: String(from + ROWS) })}>
                  Next findings
                </Button>
              )}
            </div>
          </Section>
        </div>
      )}
    </>
  )
}
