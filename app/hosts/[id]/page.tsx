import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { SeverityMark } from '@/components/audit/severity-mark'
import { PipelineMap } from '@/components/flows/pipeline-map'
import { RuleTable } from '@/components/flows/rule-table'
import { TracePanel } from '@/components/flows/trace-panel'
import { plural } from '@/components/registry/amount'
import { ConfirmButton } from '@/components/registry/forms/confirm-button'
import { EditButton } from '@/components/registry/forms/edit-button'
import { hostFields } from '@/components/registry/forms/fields'
import { TopBar } from '@/components/shell/top-bar'
import { Age } from '@/components/ui/age'
import { Button } from '@/components/ui/button'
import { Chip, Empty, PageHeader, Section } from '@/components/ui/section'
import { findHost, listRules, readTrace } from '@/server/queries/host'
import { deleteHostAction, editHostAction } from '../actions'

export const metadata: Metadata = { title: 'Host' }
export const dynamic = 'force-dynamic'

type Query = { q?: string; table?: string; nic?: string; after?: string; trace?: string; as?: string }

export default async function HostScreen({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>
  searchParams: Promise<Query>
}) {
  const [{ id }, query] = await Promise.all([params, searchParams])
  const host = /^\d{1,9}$/.test(id) ? await findHost(Number(id)) : null
  if (!host) notFound()
  const now = new Date().toISOString()
  const tableId = /^\d{1,3}$/.test(query.table ?? '') ? Number(query.table) : undefined
  const nic = host.guests.find((guest) => guest.mac === query.nic)
  const cut = /^(\d+)-(\d+)-(\d+)$/.exec(query.after ?? '')
  const rules = host.dump
    ? await listRules(
        host.dump.id,
        { q: query.q, tableId, nic },
        cut ? { tableId: Number(cut[1]), priority: Number(cut[2]), ordinal: Number(cut[3]) } : null,
      )
    : null
  const trace = host.dump && query.trace ? await readTrace(host.id, host.dump.bridge, query.trace) : null
  const lit = trace && typeof trace !== 'string' ? trace : null
  const link = (more: Record<string, string>) =>
    `/hosts/${host.id}?${new URLSearchParams({ ...Object.fromEntries(Object.entries(query).filter(([name, value]) => value && name !== 'after')), ...more })}`
  const row = { id: host.id, version: host.version }
  const refused =
    host.fabric === null ? undefined : `Host ${host.name} is reported by fabric ${host.fabric}; it is edited there.`
  const worst = Math.max(0, ...host.guests.map((guest) => guest.worst))
  return (
    <>
      <TopBar crumbs={[{ label: 'Hosts', href: '/hosts' }, { label: host.name }]} now={now} />
      <PageHeader
        title={host.name}
        subtitle={`${host.dump ? `${host.dump.bridge} on ` : ''}${host.managementIp ?? 'unknown address'} · Open vSwitch${host.fabric ? ` · ${host.fabric}` : ''}`}
        actions={
          <>
            {host.dump && (
              <Chip>
                flows read <Age at={host.dump.takenAt} now={now} />
              </Chip>
            )}
            {host.dump && (
              <Chip>
                {plural(host.dump.ruleCount, 'rule')}, {plural(host.tables.length, 'table')}
              </Chip>
            )}
            <Chip>{plural(host.guests.length, 'interface')}</Chip>
            {worst > 1 && <SeverityMark severity={worst} tinted />}
            <Button size="s" href={`/import?tab=flows&host=${host.id}`}>
              Import a flow table
            </Button>
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
      {!host.dump || !rules ? (
        <Empty
          title="No flow table of this host yet"
          action={
            <Button variant="primary" href={`/import?tab=flows&host=${host.id}`}>
              Import a flow table
            </Button>
          }
        >
          Without it, what the host does with the addresses of its guests is unknown: not yes, and not no.
        </Empty>
      ) : (
        <>
          <Section
            title="Pipeline"
            hint="Tables in the order a packet meets them; ground is packets since the rules were added."
          >
            <PipelineMap
              tables={host.tables}
              lit={lit?.steps.map((step) => Number(step.table)) ?? []}
              verdict={lit?.verdict ?? null}
              chosen={tableId ?? null}
              hrefFor={(table) => link({ table: String(table) })}
            />
          </Section>
          <div className="grid border-line border-t xl:grid-cols-[minmax(0,1fr)_340px]">
            <Section
              title="Rules"
              hint="In the order they are tried. Match chips filter when clicked."
              actions={
                <form className="flex flex-wrap gap-2 text-12">
                  {query.trace && <input type="hidden" name="trace" value={query.trace} />}
                  <label>
                    <span className="sr-only">Filter rules</span>
                    <input
                      type="search"
                      name="q"
                      defaultValue={query.q ?? ''}
                      placeholder="match, action or cookie"
                      className="h-[26px] w-[190px] rounded-2 border border-line-control bg-surface px-2 placeholder:text-ink-3"
                    />
                  </label>
                  <label>
                    <span className="sr-only">Guest</span>
                    <select
                      name="nic"
                      defaultValue={query.nic ?? ''}
                      className="h-[26px] rounded-2 border border-line-control bg-surface px-1"
                    >
                      <option value="">every guest</option>
                      {host.guests.map((guest) => (
                        <option key={guest.mac} value={guest.mac}>
                          {guest.name} {guest.nic}
                        </option>
                      ))}
                    </select>
                  </label>
                  <Button size="s" type="submit">
                    Filter
                  </Button>
                  {(query.q || query.nic || query.table) && (
                    <Button size="s" href={`/hosts/${host.id}`}>
                      Show all rules
                    </Button>
                  )}
                </form>
              }
            >
              {rules.rows.length === 0 ? (
                <p className="py-4 text-13 text-ink-3">No rule fits this filter; it hides {host.dump.ruleCount}.</p>
              ) : (
                <RuleTable
                  rows={rules.rows}
                  litLines={lit?.steps.map((step) => step.line) ?? []}
                  isDrop={lit?.verdict === 'drop'}
                  hrefFor={(text) => link({ q: text })}
                />
              )}
              {rules.next && (
                <div className="pt-3">
                  <Button href={link({ after: `${rules.next.tableId}-${rules.next.priority}-${rules.next.ordinal}` })}>
                    Next rules
                  </Button>
                </div>
              )}
            </Section>
            <div className="border-line max-xl:border-t xl:border-l">
              <TracePanel trace={trace} packet={query.trace ?? ''} guests={host.guests} />
              <Section title="Guests">
                <ul className="grid gap-1.5 text-12">
                  {host.guests.map((guest) => (
                    <li key={guest.mac} className="flex gap-2">
                      <Link href={`/guests/${guest.id}`} className="font-medium hover:underline">
                        {guest.name}
                      </Link>{' '}
                      {guest.nic}
                      <span className="ml-auto font-mono text-ink-3">{guest.mac}</span>
                    </li>
                  ))}
                </ul>
              </Section>
              {host.ports.length > 0 && (
                <Section title="Ports">
                  <ul className="grid gap-1 font-mono text-12">
                    {host.ports.map((port) => (
                      <li key={port.ofport}>
                        {port.ofport} {port.name}{' '}
                        <span className="text-ink-3">
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
    </>
  )
}
