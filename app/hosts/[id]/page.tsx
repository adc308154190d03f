import type { Metadata } from 'next'
import Link from 'next/link'
import { DumpHistory } from '@/components/flows/dump-history'
import { HostHead, isStale } from '@/components/flows/host-head'
import { ImportDump } from '@/components/flows/import-dump'
import { Layers } from '@/components/flows/layers'
import { PipelinePicture } from '@/components/flows/pipeline/pipeline-picture'
import { RuleBrowser } from '@/components/flows/rules/rule-browser'
import { TouchingGuests } from '@/components/flows/touching-guests'
import { PathNote } from '@/components/flows/trace/path-note'
import { ConfirmButton } from '@/components/registry/forms/confirm-button'
import { EditButton } from '@/components/registry/forms/edit-button'
import { hostFields } from '@/components/registry/forms/fields'
import { Age } from '@/components/ui/age'
import { Empty, Note, Section } from '@/components/ui/section'
import { Segmented } from '@/components/ui/segmented'
import { writePacket } from '@/core/openflow/packet/write-packet'
import type { HostGuest } from '@/server/queries/host'
import {
  findRulePlace,
  listLayers,
  listRules,
  listUsedFields,
  mapDump,
  nameDumpStages,
  openDump,
  pathOf,
} from '@/server/queries/host-rules'
import { readTrace } from '@/server/queries/host-trace'
import { deleteHostAction, editHostAction, importFlowsAction } from '../actions'
import { type HostPageProps, readHostPage } from './read-host-page'

export const metadata: Metadata = { title: 'Host' }
export const dynamic = 'force-dynamic'

const ROWS_FIRST = 100

type Query = {
  dump?: string
  bridge?: string
  filter?: string
  line?: string
  heat?: string
  trace?: string
}

export default async function HostScreen(props: HostPageProps<Query>) {
  const { host, query, dump, now } = await readHostPage(props)
  const before = dump && host.dumps.find((one) => one.bridge === dump.bridge && one.takenAt < dump.takenAt)
  const counts = query.heat === 'since' && before ? before : null
  const opened = dump && (await openDump(dump.id, counts?.id ?? null))
  const link = (more: Record<string, string | null>) => {
    const kept = { ...query, line: undefined, ...more }
    const parts = Object.entries(kept).filter((part): part is [string, string] => Boolean(part[1]))
    return `/hosts/${host.id}${parts.length > 0 ? `?${new URLSearchParams(parts)}` : ''}`
  }
  const filter = query.filter ?? ''
  const line = /^\d{1,9}$/.test(query.line ?? '') ? Number(query.line) : null
  const place = opened && line !== null ? findRulePlace(opened, filter, line) : null
  const from = place === null ? 0 : Math.floor(place / ROWS_FIRST) * ROWS_FIRST
  const rules = opened && (await listRules(opened, { filter, from, count: ROWS_FIRST }))
  const none = opened && rules && !rules.ok ? await listRules(opened, { filter: '', from: 0, count: ROWS_FIRST }) : null
  const first = rules?.ok ? rules.value : none?.ok ? none.value : null
  const trace = dump && query.trace ? await readTrace({ dumpId: dump.id, packet: query.trace, ctNext: '' }) : null
  const path = opened && trace && typeof trace !== 'string' ? pathOf(opened, trace.view) : []
  const stages = opened && opened.kind === 'openflow' ? nameDumpStages(opened) : null
  const row = { id: host.id, version: host.version }
  const refused =
    host.fabric === null ? undefined : `Host ${host.name} is reported by fabric ${host.fabric}; it is edited there.`
  const traceHref = (packet: string) =>
    `/hosts/${host.id}/trace?${new URLSearchParams({ ...(query.dump && { dump: query.dump }), packet })}`
  const traceFor = ({ ofport, mac, addresses }: HostGuest) =>
    ofport === null || !addresses[0]
      ? null
      : traceHref(writePacket('announcement', { ofport, mac, address: addresses[0] }))
  const bridges = [...new Set(host.dumps.map((one) => one.bridge))].sort()
  return (
    <>
      <HostHead
        host={host}
        dump={dump}
        page="pipeline"
        now={now}
        hasOtherDump={Boolean(query.dump ?? query.bridge)}
        actions={
          <>
            <ImportDump
              hostId={host.id}
              host={host.name}
              bridge={dump?.bridge ?? 'br-int'}
              isFirst={host.dumps.length === 0}
              send={importFlowsAction}
            />
            <EditButton
              size="s"
              title={`Edit host ${host.name}`}
              verb="Save host"
              done="Host saved"
              fields={hostFields(host)}
              fixed={row}
              submit={editHostAction}
              refused={refused}
            >
              Edit host
            </EditButton>
            <ConfirmButton
              size="s"
              title={`Delete host ${host.name}?`}
              consequence="Its flow tables go with it. Guests placed on it have to be moved or deleted first."
              verb={`Delete host ${host.name}`}
              done="Host deleted"
              input={row}
              submit={deleteHostAction}
              typed={host.name}
              refused={refused}
              afterHref="/hosts"
            >
              Delete host
            </ConfirmButton>
          </>
        }
      />
      <div className="flex flex-1 flex-col">
        {!dump || !opened || !first ? (
          <Empty title="No flow table of this host yet">
            Without it, what the host does with the addresses of its guests is unknown: not yes, and not no. Import the
            output of ovs-ofctl dump-flows of its bridge, or of vfpctrl or opteadm.
          </Empty>
        ) : (
          <>
            {(!dump.isCurrent || isStale(dump.takenAt, now)) && (
              <div className="px-[var(--gutter)] pt-4">
                <Note meaning={dump.isCurrent ? 'blind' : 'warn'}>
                  {dump.isCurrent ? (
                    <>
                      These rules were read <Age at={dump.takenAt} now={now} />; what the host does now may be something
                      else. Import a newer table.
                    </>
                  ) : (
                    <>
                      This is what the host did <Age at={dump.takenAt} now={now} />, not now.{' '}
                      <Link href={`/hosts/${host.id}?bridge=${encodeURIComponent(dump.bridge)}`} className="underline">
                        Open the current table
                      </Link>
                    </>
                  )}
                </Note>
              </div>
            )}
            {query.dump && String(dump.id) !== query.dump && (
              <div className="px-[var(--gutter)] pt-4">
                <Note meaning="warn">The table this link names is not kept any more. This is the current one.</Note>
              </div>
            )}
            {dump.kind === 'vfp' ? (
              <Section
                title="Layers"
                hint="In the order a packet meets them: first what leaves a guest, then what comes to it. The lowest priority is asked first."
              >
                <Layers layers={listLayers(opened)} hrefFor={(text) => `${link({ filter: text })}#rules`} />
              </Section>
            ) : (
              <Section
                title="Pipeline"
                hint={
                  counts ? (
                    <>
                      Tables in the order a packet meets them; width and ground: packets since the table read{' '}
                      <Age at={counts.takenAt} now={now} />.
                    </>
                  ) : (
                    'Tables in the order a packet meets them; width and ground: packets since the rules were added.'
                  )
                }
                actions={
                  <>
                    {bridges.length > 1 && (
                      <Segmented
                        label="Bridge"
                        options={bridges.map((bridge) => ({
                          label: bridge,
                          href: link({ bridge, dump: null, filter: null, trace: null }),
                          isOn: bridge === dump.bridge,
                        }))}
                      />
                    )}
                    {before && (
                      <Segmented
                        label="What is counted"
                        options={[
                          { label: 'Since added', href: link({ heat: null }), isOn: counts === null },
                          { label: 'Since the table before', href: link({ heat: 'since' }), isOn: counts !== null },
                        ]}
                      />
                    )}
                  </>
                }
              >
                <PipelinePicture
                  map={mapDump(opened)}
                  lit={path}
                  hrefFor={(text) => `${link({ filter: text })}#rules`}
                  stages={stages?.names ?? {}}
                />
                {stages?.fabric && (
                  <p className="mt-2 text-12 text-ink-3">
                    These are the rules of {stages.fabric}
                    {stages.versions
                      ? ` ${stages.versions}, and its names of the tables`
                      : ', of which version does not show'}
                    {stages.source && <span title={stages.source}> ({stages.source.split(' ')[0]})</span>}.
                  </p>
                )}
                {query.trace && trace && (
                  <PathNote
                    trace={typeof trace === 'string' ? trace : trace.view}
                    packet={query.trace}
                    traceHref={traceHref(query.trace)}
                    clearHref={link({ trace: null })}
                  />
                )}
              </Section>
            )}
            <div className="grid border-line border-t xl:grid-cols-[minmax(0,1fr)_300px]">
              <Section id="rules" title="Rules" hint="In the order they are tried. Chips narrow the list when clicked.">
                {line !== null && place === null && (
                  <div className="mb-3">
                    <Note meaning="warn">The rule of line {line} is not among these.</Note>
                  </div>
                )}
                <RuleBrowser
                  key={`${dump.id} ${filter} ${line} ${counts?.id}`}
                  dumpId={dump.id}
                  beforeId={counts?.id ?? null}
                  first={first}
                  filter={filter}
                  used={listUsedFields(opened)}
                  line={line}
                  place={place}
                  ruleCount={opened.read.rules.length}
                  path={path}
                />
              </Section>
              <div className="border-line max-xl:border-t xl:border-l">
                <Section
                  title="Guests"
                  hint={host.guests.length > 0 ? 'Everything that touches an interface' : undefined}
                >
                  {host.guests.length === 0 ? (
                    <p className="text-12 text-ink-3">No guest is placed on this host.</p>
                  ) : (
                    <TouchingGuests
                      guests={host.guests}
                      hrefFor={(text) => `${link({ filter: text })}#rules`}
                      traceFor={traceFor}
                      filter={filter}
                    />
                  )}
                </Section>
                <Section title="Flow tables" hint="Kept to compare with">
                  <DumpHistory hostId={host.id} dumps={host.dumps} shown={dump.id} now={now} />
                </Section>
                {host.ports.length > 0 && (
                  <Section title="Ports">
                    <ul className="grid max-h-[320px] gap-1 overflow-y-auto font-mono text-12">
                      {host.ports
                        .filter((port) => port.bridge === dump.bridge)
                        .map((port) => (
                          <li key={port.ofport} className="flex gap-2">
                            <span className="w-10 text-right text-ink-3">{port.ofport}</span>
                            <Link href={`${link({ filter: `port=${port.ofport}` })}#rules`} className="hover:underline">
                              {port.name}
                            </Link>
                            <span className="truncate text-ink-3">
                              {port.type}
                              {port.remote ? ` to ${port.remote}` : ''}
                            </span>
                          </li>
                        ))}
                    </ul>
                  </Section>
                )}
              </div>
            </div>
          </>
        )}
      </div>
    </>
  )
}
