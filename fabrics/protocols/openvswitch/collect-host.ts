import { existsSync } from 'node:fs'
import { listRows } from '../../../core/registry/exports/ovsdb/northbound-rows'
import { keyOf, type OvsdbRow } from '../../../core/registry/exports/ovsdb/ovsdb-table'
import { readOvsdbPrint } from '../../../core/registry/exports/ovsdb/read-ovsdb-print'
import { readSwitchInterface } from '../../../core/registry/exports/ovsdb/switch-interface'
import { readExportDocument } from '../../../core/registry/exports/read-export-document'
import { err, ok, type Result } from '../../../core/result'
import { splitLines } from '../../../core/text/lines'
import type { AttachedPort, Collector } from '../../collector'
import type { FabricError } from '../../fabric'
import { parseToolPlace, runTool, type ToolPlace } from './run-tool'

const OPENFLOW = 'OpenFlow15' // prints every action; a bridge that speaks less is asked again without
const BUNDLES = 'OpenFlow14' // the first with bundles
const OPENFLOW_PORT_MAX = 0xff00 // above stand the reserved numbers
const NOWHERE = { bridge: null, port: null, tag: null, trunks: [] }

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
    const ports = await readPorts(place, listed.value)
    if (!ports.ok) return ports
    const tables: { bridge: string; dump: string }[] = []
    for (const bridge of listed.value) {
      const dump = await readFlows(place, bridge)
      if (!dump.ok) return dump
      tables.push({ bridge, dump: dump.value + (await readListings(place, bridge)) })
    }
    return ok({ tables, ports: ports.value })
  },
  readPorts: (bridges) => readPorts(place, bridges),
  readFlows: (bridge) => readFlows(place, bridge),
  installBundle: (bridge, bundle) =>
    runTool(place, 'ovs-ofctl', ['-O', BUNDLES, '--bundle', 'add-flows', bridge, '-'], bundle),
  trace: (bridge, packet, ctNext) => {
    const states = ctNext.flatMap((state) => ['--ct-next', state])
    return runTool(place, 'ovs-appctl', [...controlOf(place), 'ofproto/trace', ...states, bridge, packet])
  },
})

async function listBridges(place: ToolPlace): Promise<Result<string[], FabricError>> {
  const listed = await vsctl(place, ['list-br'])
  return listed.ok ? ok(wordsOf(listed.value)) : listed
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

/** OVSDB of the host: which interfaces its bridges have, and what was written beside each. */
async function readPorts(
  place: ToolPlace,
  bridges: readonly string[],
): Promise<Result<readonly AttachedPort[], FabricError>> {
  const bridgeOf = new Map<string, string>()
  for (const bridge of bridges) {
    const names = await vsctl(place, ['list-ifaces', bridge])
    if (!names.ok) return names
    for (const name of wordsOf(names.value)) bridgeOf.set(name, bridge)
  }
  if (bridgeOf.size === 0) return ok([])
  const columns = '--columns=name,type,ofport,options,external_ids'
  const listed = await vsctl(place, ['-f', 'json', columns, 'list', 'Interface'])
  if (!listed.ok) return listed
  const print = readOvsdbPrint(readExportDocument(listed.value, splitLines(listed.value)))
  const [first] = print?.problems ?? []
  if (first) return err({ kind: 'invalid', reason: `the list of its interfaces is not understood: ${first.reason}` })
  return ok(listRows(print).flatMap((row) => toPort(row, bridgeOf) ?? []))
}

function toPort(row: OvsdbRow, bridgeOf: ReadonlyMap<string, string>): AttachedPort | null {
  const read = readSwitchInterface(row, NOWHERE)
  if (!read) return null
  const bridge = bridgeOf.get(read.interface)
  const { ofport } = read
  if (bridge === undefined || ofport === null || ofport <= 0 || ofport >= OPENFLOW_PORT_MAX) return null
  const said = (key: string) => keyOf(row, 'external_ids', key)
  return {
    bridge,
    ofport,
    name: read.interface,
    type: read.type ?? '',
    remote: read.remote,
    ifaceId: read.ifaceId,
    attachedMac: read.attachedMac,
    guest: said('vm-name') ?? said('vm-id'),
    subnet: said('rollcall-subnet'),
  }
}

/** ovs-appctl finds the switch by its process number; one that was given a control socket without it is named. */
function controlOf(place: ToolPlace): string[] {
  const socket = place.kind === 'local' && place.runDirectory ? `${place.runDirectory}/ovs-vswitchd.ctl` : null
  return socket !== null && existsSync(socket) ? ['-t', socket] : []
}

const wordsOf = (text: string): string[] => text.split('\n').filter((name) => name !== '')

const vsctl = (place: ToolPlace, words: readonly string[]): Promise<Result<string, FabricError>> =>
  runTool(place, 'ovs-vsctl', [
    '--timeout=10',
    ...(place.kind === 'local' && place.runDirectory ? [`--db=unix:${place.runDirectory}/db.sock`] : []),
    ...words,
  ])
