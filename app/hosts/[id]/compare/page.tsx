import type { Metadata } from 'next'
import { CompareChoice } from '@/components/flows/compare/compare-choice'
import { CompareRows } from '@/components/flows/compare/compare-rows'
import { HostHead } from '@/components/flows/host-head'
import { Age } from '@/components/ui/age'
import { Button } from '@/components/ui/button'
import { Empty, Note, Section } from '@/components/ui/section'
import { Segmented } from '@/components/ui/segmented'
import { type ComparePart, compareDumps, listComparable } from '@/server/queries/host-compare'
import { type HostPageProps, readHostPage } from '../read-host-page'

export const metadata: Metadata = { title: 'Compare' }
export const dynamic = 'force-dynamic'

const ROWS = 200
const PARTS: readonly (readonly [ComparePart, string, string])[] = [
  ['added', 'Added', 'Rules that only the later table has.'],
  ['removed', 'Removed', 'Rules that only the earlier table has.'],
  ['changed', 'Changed', 'The same table, priority and match, but something else is done.'],
  ['drops', 'Drops counted', 'Packets that rules which drop have counted in between.'],
  ['counters', 'All counters', 'Packets that rules have counted in between, drops first.'],
]

type Query = { old?: string; new?: string; dump?: string; part?: string; from?: string }
const numberOf = (text: string | undefined): number | null => (/^\d{1,9}$/.test(text ?? '') ? Number(text) : null)

export default async function CompareScreen(props: HostPageProps<Query>) {
  const { host, query, dump: shown, now } = await readHostPage(props)
  const dumps = await listComparable(host.id)
  const newer =
    dumps.find((dump) => dump.id === numberOf(query.new)) ?? dumps.find((dump) => dump.id === shown?.id) ?? null
  const old =
    dumps.find((dump) => dump.id === numberOf(query.old)) ??
    dumps.find(
      (dump) => newer && dump.hostId === host.id && dump.bridge === newer.bridge && dump.takenAt < newer.takenAt,
    ) ??
    dumps.find((dump) => newer && dump.id !== newer.id && dump.hostId !== host.id) ??
    null
  const from = numberOf(query.from) ?? 0
  const asked = PARTS.find(([part]) => part === query.part)?.[0]
  const read = async (part: ComparePart) =>
    old && newer ? compareDumps({ old: old.id, new: newer.id }, { part, from, count: ROWS }) : null
  const first = await read(asked ?? 'added')
  // Without a wish the first part that has something.
  const part = asked ?? PARTS.find(([name]) => (first?.view.counts[name] ?? 0) > 0)?.[0] ?? 'added'
  const compared = part === (asked ?? 'added') ? first : await read(part)
  const counts = compared?.view.counts
  const link = (more: Record<string, string>) =>
    `/hosts/${host.id}/compare?${new URLSearchParams({ old: String(old?.id), new: String(newer?.id), part, ...more })}`
  const differs = counts ? counts.added + counts.removed + counts.changed : 0
  return (
    <>
      <HostHead
        host={host}
        dump={host.dumps.find((dump) => dump.id === newer?.id) ?? shown}
        page="compare"
        now={now}
        hasOtherDump={Boolean(query.dump)}
      />
      {dumps.length < 2 || !newer ? (
        <Empty title="There is nothing to compare with yet">
          Only one flow table is kept. Once a newer one of {host.name}, or one of another host, is read, the two can be
          held side by side.
        </Empty>
      ) : (
        <div>
          <Section title="Tables" hint="Cookies, ages and counters make no difference.">
            <CompareChoice action={`/hosts/${host.id}/compare`} dumps={dumps} old={old?.id ?? null} newer={newer.id} />
          </Section>
          {(query.old && numberOf(query.old) !== old?.id) || (query.new && numberOf(query.new) !== newer.id) ? (
            <div className="px-[var(--gutter)]">
              <Note meaning="warn">A table that this link names is not kept any more; others are shown.</Note>
            </div>
          ) : null}
          {compared && counts && old && (
            <Section
              title={
                differs === 0
                  ? 'The same rules'
                  : `${counts.added.toLocaleString('en')} added, ${counts.removed.toLocaleString('en')} removed, ${counts.changed.toLocaleString('en')} changed`
              }
              hint={
                <>
                  {counts.same.toLocaleString('en')} the same · from {old.host} {old.bridge}{' '}
                  <Age at={old.takenAt} now={now} /> to {newer.host} {newer.bridge} <Age at={newer.takenAt} now={now} />
                </>
              }
            >
              <div className="mb-2.5">
                <Segmented
                  label="Part"
                  options={PARTS.map(([name, title]) => ({
                    label: `${title} ${counts[name].toLocaleString('en')}`,
                    href: link({ part: name }),
                    isOn: name === part,
                  }))}
                />
              </div>
              <p className="mb-2 text-12 text-ink-3">{PARTS.find(([name]) => name === part)?.[2]}</p>
              {compared.view.rows.length === 0 ? (
                <p className="border-line border-t py-4 text-13 text-ink-2">
                  {part === 'drops'
                    ? 'No rule that drops has counted a packet in between.'
                    : part === 'counters'
                      ? 'No rule has counted a packet in between.'
                      : `No rule was ${part}.`}
                </p>
              ) : (
                <CompareRows
                  rows={compared.view.rows}
                  hrefFor={(side, line) => {
                    const dump = side === 'old' ? old : newer
                    return `/hosts/${dump.hostId}?${new URLSearchParams({ dump: String(dump.id), line: String(line) })}#rules`
                  }}
                />
              )}
              <div className="flex gap-2 pt-3">
                {from > 0 && <Button href={link({ from: String(Math.max(0, from - ROWS)) })}>Rules before</Button>}
                {from + ROWS < counts[part] && (
                  <Button href={link({ from: String(from + ROWS) })}>
                    Next rules, from {(from + ROWS + 1).toLocaleString('en')} of {counts[part].toLocaleString('en')}
                  </Button>
                )}
              </div>
            </Section>
          )}
        </div>
      )}
    </>
  )
}
