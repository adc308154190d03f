import { ovsVsctlListInterface } from '../../../core/registry/exports/ovsdb/ovs-vsctl-list-interface'
import { readExportDocument } from '../../../core/registry/exports/read-export-document'
import { err, ok, type Result } from '../../../core/result'
import { splitLines } from '../../../core/text/lines'
import type { Collector } from '../../collector'
import type { FabricError, HostPort } from '../../fabric'
import { parseToolPlace, runTool, type ToolPlace } from './run-tool'

const OPENFLOW = 'OpenFlow15' // prints every action; a bridge that speaks less is asked again without
const OPENFLOW_PORT_MAX = 0xff00 // above stand the reserved numbers

/** The collector of a host's Open vSwitch; `place` as parseToolPlace takes it. */
export function openCollector(place: string): Collector | string {
  const parsed = parseToolPlace(place)
  return typeof parsed === 'string' ? parsed : collectorAt(parsed)
}

/**
 * The collector of one host by a fabric's options: `collector:HOST`, else `collector` for all, where `{host}` stands for
 * the name. Nothing when none is set up.
 */
export function collectorOf(
  options: Readonly<Record<string, string>>,
  host: string,
): Result<Collector | null, FabricError> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(host))
    return err({ kind: 'unreachable', reason: `${host} is no name that can be looked up` })
  const place = options[`collector:${host}`] ?? options.collector?.replaceAll('{host}', host)
  if (!place) return ok(null)
  const collector = openCollector(place)
  return typeof collector === 'string' ? err({ kind: 'unreachable', reason: collector }) : ok(collector)
}

const collectorAt = (place: ToolPlace): Collector => ({
  readHost: async (wanted) => {
    const listed = wanted ? ok(wanted) : await listBridges(place)
    if (!listed.ok) return listed
    const ports: HostPort[] = []
    const tables: { bridge: string; dump: string }[] = []
    for (const bridge of listed.value) {
      const found = await readPorts(place, bridge)
      if (!found.ok) return found
      ports.push(...found.value)
      const dump = await readFlows(place, bridge)
      if (!dump.ok) return dump
      tables.push({ bridge, dump: dump.value + (await readListings(place, bridge)) })
    }
    return ok({ tables, ports })
  },
  trace: (bridge, packet) => runTool(place, 'ovs-appctl', ['ofproto/trace', bridge, packet]),
})

async function listBridges(place: ToolPlace): Promise<Result<string[], FabricError>> {
  const listed = await vsctl(place, ['list-br'])
  return listed.ok ? ok(listed.value.split('\n').filter((name) => name !== '')) : listed
}

async function readFlows(place: ToolPlace, bridge: string): Promise<Result<string, FabricError>> {
  const dump = await runTool(place, 'ovs-ofctl', ['-O', OPENFLOW, '--no-names', 'dump-flows', bridge])
  const isOlder = !dump.ok && 'reason' in dump.error && /version negotiation failed/.test(dump.error.reason)
  return isOlder ? runTool(place, 'ovs-ofctl', ['--no-names', 'dump-flows', bridge]) : dump
}

/** Groups, meters and tunnel options, each under its header; a switch that has no such thing does without. */
async function readListings(place: ToolPlace, bridge: string): Promise<string> {
  const parts: string[] = []
  for (const command of ['dump-groups', 'dump-meters', 'dump-tlv-map']) {
    const listed = await runTool(place, 'ovs-ofctl', ['-O', OPENFLOW, '--no-names', command, bridge])
    if (listed.ok && listed.value.trim() !== '')
      parts.push(listed.value.endsWith('\n') ? listed.value : `${listed.value}\n`)
  }
  return parts.join('')
}

async function readPorts(place: ToolPlace, bridge: string): Promise<Result<HostPort[], FabricError>> {
  const names = await vsctl(place, ['list-ifaces', bridge])
  if (!names.ok) return names
  const wanted = names.value.split('\n').filter((name) => name !== '')
  if (wanted.length === 0) return ok([])
  const listed = await vsctl(place, [
    '-f',
    'json',
    '--columns=name,type,ofport,options,external_ids',
    'list',
    'Interface',
  ])
  if (!listed.ok) return listed
  const { exported, problems } = ovsVsctlListInterface.read(readExportDocument(listed.value, splitLines(listed.value)))
  const [first] = problems
  if (first) return err({ kind: 'invalid', reason: `the list of its interfaces is not understood: ${first.reason}` })
  const isWanted = new Set(wanted)
  return ok(
    exported.switchInterfaces.flatMap((one) =>
      isWanted.has(one.interface) && one.ofport !== null && one.ofport > 0 && one.ofport < OPENFLOW_PORT_MAX
        ? [
            {
              bridge,
              ofport: one.ofport,
              name: one.interface,
              type: one.type ?? '',
              remote: one.remote,
              ifaceId: one.ifaceId,
            },
          ]
        : [],
    ),
  )
}

const vsctl = (place: ToolPlace, words: readonly string[]): Promise<Result<string, FabricError>> =>
  runTool(place, 'ovs-vsctl', [
    '--timeout=10',
    ...(place.kind === 'local' && place.runDirectory ? [`--db=unix:${place.runDirectory}/db.sock`] : []),
    ...words,
  ])
