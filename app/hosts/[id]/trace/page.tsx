import type { Metadata } from 'next'
import { HostHead } from '@/components/flows/host-head'
import { NotEvaluated } from '@/components/flows/not-evaluated'
import { OtherFates } from '@/components/flows/trace/other-fates'
import { SecondOpinion } from '@/components/flows/trace/second-opinion'
import { TraceForm } from '@/components/flows/trace/trace-form'
import { TraceTree } from '@/components/flows/trace/trace-tree'
import { sayVerdict } from '@/components/flows/trace/verdict'
import { Button } from '@/components/ui/button'
import { Empty, Note, Section } from '@/components/ui/section'
import { splitTopLevel } from '@/core/openflow/match/split-top-level'
import { readTraceCommand } from '@/core/openflow/packet/read-trace-command'
import { chooseDump } from '@/server/queries/host'
import { readTrace } from '@/server/queries/host-trace'
import { type HostPageProps, readHostPage } from '../read-host-page'
import { askSwitchAction } from './actions'

export const metadata: Metadata = { title: 'Trace' }
export const dynamic = 'force-dynamic'

type Query = { dump?: string; bridge?: string; packet?: string; ct?: string; ask?: string }

export default async function TraceScreen(props: HostPageProps<Query>) {
  const { host, query, now } = await readHostPage(props)
  const command = readTraceCommand(query.packet ?? '')
  const asked = { ...query, bridge: command.bridge ?? query.bridge }
  const dump = chooseDump(host, command.bridge === null ? query : { bridge: command.bridge })
  const isOtherBridge = dump !== null && asked.bridge !== undefined && !query.dump && dump.bridge !== asked.bridge
  const ctNext = [...(query.ct ? [query.ct] : []), ...command.ctNext].join(' ')
  const read =
    dump?.kind === 'openflow' && command.packet && !isOtherBridge
      ? await readTrace({ dumpId: dump.id, packet: command.packet, ctNext })
      : null
  const trace = read && typeof read !== 'string' ? read.view : null
  const verdict = trace && sayVerdict(trace)
  const state = new URLSearchParams({
    ...(query.dump && { dump: query.dump }),
    ...(dump && !query.dump && { bridge: dump.bridge }),
    packet: command.packet,
    ...(ctNext && { ct: ctNext }),
  })
  // The switch has the rules of now: an older flow table is not compared with it.
  const mayAsk = trace !== null && dump?.isCurrent === true
  const told =
    mayAsk && query.ask
      ? await askSwitchAction({ hostId: host.id, bridge: dump.bridge, packet: command.packet, ct: ctNext })
      : null
  const dumpOf = (bridge: string) =>
    bridge === dump?.bridge ? dump : host.dumps.find((one) => one.bridge === bridge && one.isCurrent)
  return (
    <>
      <HostHead host={host} dump={dump} page="trace" now={now} hasOtherDump={Boolean(query.dump)} />
      {dump?.kind === 'vfp' ? (
        <NotEvaluated hostId={host.id} bridge={dump.bridge} />
      ) : !dump ? (
        <Empty
          title="There is nothing to trace through"
          action={<Button href={`/hosts/${host.id}`}>Import a flow table of {host.name}</Button>}
        >
          No flow table of this host is kept.
        </Empty>
      ) : (
        <div className="grid flex-1 xl:grid-cols-[400px_minmax(0,1fr)]">
          <Section title="Packet" hint={`enters ${dump.bridge}`}>
            <TraceForm
              key={state.toString()}
              action={`/hosts/${host.id}/trace`}
              dump={query.dump ?? null}
              bridge={dump.bridge}
              packet={command.packet}
              ctNext={ctNext}
              guests={host.guests}
            />
          </Section>
          <div className="border-line max-xl:border-t xl:border-l">
            <Section
              title="Trace"
              hint={
                trace
                  ? `Evaluated here on the rules as read, in ${trace.milliseconds < 10 ? trace.milliseconds.toFixed(1) : Math.round(trace.milliseconds)} ms; not observed.`
                  : undefined
              }
              actions={
                trace && (
                  <>
                    {mayAsk && (
                      <a
                        href={`/hosts/${host.id}/trace?${state}&ask=1#switch`}
                        className="inline-flex h-[26px] items-center rounded-2 border border-line-2 bg-surface px-2.5 text-12 font-medium hover:bg-hover max-md:h-[34px]"
                      >
                        Ask the switch
                      </a>
                    )}
                    <Button
                      size="s"
                      href={`/hosts/${host.id}?${new URLSearchParams({ ...(query.dump && { dump: query.dump }), ...(!query.dump && { bridge: dump.bridge }), trace: command.packet })}`}
                    >
                      Show on the map
                    </Button>
                    <a
                      href={`/hosts/${host.id}/trace/text?${state}`}
                      className="inline-flex h-[26px] items-center rounded-2 border border-line-2 bg-surface px-2.5 text-12 font-medium hover:bg-hover max-md:h-[34px]"
                    >
                      Export as text
                    </a>
                  </>
                )
              }
            >
              {isOtherBridge && (
                <Note meaning="crit">
                  <span role="alert">
                    There is no flow table of bridge {asked.bridge} on {host.name}.
                  </span>
                </Note>
              )}
              {typeof read === 'string' && (
                <Note meaning="crit">
                  <span role="alert">{read}</span>
                </Note>
              )}
              {!read && !isOtherBridge && (
                <p className="max-w-[560px] text-13 text-ink-2">
                  Choose a sender, or paste a packet in either syntax of ofproto/trace. Each table is then looked up as
                  the switch does: the rule that decides, what it does to the packet, and at a drop the rules that would
                  have passed it.
                </p>
              )}
              {trace && verdict && (
                <div className="grid gap-4">
                  <Note meaning={verdict.meaning}>
                    <strong className="font-strong">{verdict.word}</strong> {verdict.rest}
                    {trace.unknown.map(({ reason, table, rule }) => (
                      <span key={`${reason} ${rule?.line}`} className="block">
                        {reason}
                        {table === null ? '' : `, table ${table}`}
                        {rule ? `, line ${rule.line}` : ''}
                      </span>
                    ))}
                  </Note>
                  <p>
                    {splitTopLevel(trace.flow).map((token) => (
                      <span key={token} className="match">
                        {token.includes('=') ? (
                          <>
                            <i>{token.slice(0, token.indexOf('=') + 1)}</i>
                            {token.slice(token.indexOf('=') + 1)}
                          </>
                        ) : (
                          token
                        )}
                      </span>
                    ))}
                  </p>
                  <OtherFates
                    trace={trace}
                    hrefFor={(states) =>
                      `/hosts/${host.id}/trace?${new URLSearchParams({ ...Object.fromEntries(state), ct: states.join(' ') })}`
                    }
                  />
                  <TraceTree
                    trace={trace}
                    hrefFor={(bridge, line) =>
                      `/hosts/${host.id}?${new URLSearchParams({ ...(dumpOf(bridge) && { dump: String(dumpOf(bridge)?.id) }), line: String(line) })}#rules`
                    }
                  />
                </div>
              )}
            </Section>
            {told && (
              <div id="switch" className="border-line border-t">
                <SecondOpinion
                  host={host.name}
                  answer={told.ok ? told.value : null}
                  refusal={told.ok ? null : told.error.sentence}
                  now={now}
                />
              </div>
            )}
          </div>
        </div>
      )}
    </>
  )
}
