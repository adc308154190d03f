import { SeverityMark } from '@/components/audit/severity-mark'
import { plural } from '@/components/registry/amount'
import { TopBar } from '@/components/shell/top-bar'
import { Age } from '@/components/ui/age'
import { Chip } from '@/components/ui/section'
import { Tabs } from '@/components/ui/tabs'
import type { DumpLine, HostPage } from '@/server/queries/host'

const STALE_HOURS = 24

/** Flow rules older than this are marked: what the host does now may be something else. */
export const isStale = (takenAt: string, now: string): boolean =>
  Date.parse(now) - Date.parse(takenAt) > STALE_HOURS * 3_600_000

/** The head of all pages of a host: what it is, how old its rules are, and the pages. */
export function HostHead({
  host,
  dump,
  page,
  now,
  actions,
  hasOtherDump,
}: {
  host: HostPage
  dump: DumpLine | null
  page: 'pipeline' | 'trace' | 'who' | 'compare' | 'lint'
  now: string
  actions?: React.ReactNode
  hasOtherDump: boolean // not the dump that is shown when none is named
}) {
  const worst = Math.max(0, ...host.guests.map((guest) => guest.worst))
  const query = dump && hasOtherDump ? `?dump=${dump.id}` : ''
  const base = `/hosts/${host.id}`
  return (
    <>
      <TopBar
        crumbs={[
          { label: 'Hosts', href: '/hosts' },
          ...(page === 'pipeline'
            ? [{ label: host.name }]
            : [
                { label: host.name, href: `${base}${query}` },
                { label: { trace: 'Trace', who: 'Who may speak', compare: 'Compare', lint: 'Lint' }[page] },
              ]),
        ]}
        now={now}
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-[var(--gutter)] pt-4 pb-2">
        <h1 className="font-strong text-20">{host.name}</h1>
        <p className="text-13 text-ink-3">
          {dump ? `${dump.bridge} on ` : ''}
          {host.managementIp ?? 'unknown address'} · {dump?.kind === 'vfp' ? 'filtering platform' : 'Open vSwitch'}
          {host.fabric ? ` · ${host.fabric}` : ''}
        </p>
        <div className="ml-auto flex flex-wrap items-center gap-2 max-md:ml-0">
          {dump && <DumpAge dump={dump} now={now} />}
          {dump && <Chip>{plural(dump.ruleCount, 'rule')}</Chip>}
          <Chip>{plural(host.guests.length, 'interface')}</Chip>
          {worst > 1 && <SeverityMark severity={worst} tinted />}
          {actions}
        </div>
      </div>
      <div className="px-[var(--gutter)]">
        <Tabs
          label={`Pages of ${host.name}`}
          tabs={[
            { label: 'Pipeline', href: `${base}${query}`, isOn: page === 'pipeline' },
            { label: 'Trace', href: `${base}/trace${query}`, isOn: page === 'trace' },
            { label: 'Who may speak', href: `${base}/who${query}`, isOn: page === 'who' },
            { label: 'Compare', href: `${base}/compare${query}`, isOn: page === 'compare' },
            { label: 'Lint', href: `${base}/lint${query}`, isOn: page === 'lint' },
          ]}
        />
      </div>
    </>
  )
}

/** How old the rules are; a table that is not the current one, or has grown old, is said to be so. */
function DumpAge({ dump, now }: { dump: DumpLine; now: string }) {
  if (!dump.isCurrent)
    return (
      <span className="inline-flex h-5 items-center rounded-1 bg-warn-tint px-1.5 text-12 font-medium text-warn-ink">
        an earlier table, read&nbsp;
        <Age at={dump.takenAt} now={now} />
      </span>
    )
  if (isStale(dump.takenAt, now))
    return (
      <span className="inline-flex h-5 items-center rounded-1 bg-blind-tint px-1.5 text-12 font-medium text-blind-ink">
        stale: flows read&nbsp;
        <Age at={dump.takenAt} now={now} />
      </span>
    )
  return (
    <Chip>
      flows read <Age at={dump.takenAt} now={now} />
    </Chip>
  )
}
