import 'server-only'
import type { IpFamily } from '../../core/ip/ip'
import { formatPrefix, parsePrefix } from '../../core/ip/prefix'
import { assumedPort, type Bridge, type Switch } from '../../core/openflow/translate/switch-model'
import { fromPrefixes, sayCarved, subtract, toPrefixes } from '../../core/openflow/who/address-set'
import type { PortAnswer, WhoAnswer, WhoException } from '../../core/openflow/who/who'
import { whoMaySpeak } from '../../core/openflow/who/who-may-speak'
import { pool } from '../store/database'
import { findPipelines } from '../store/pipelines'
import type { HostGuest } from './host'

/** What the rules let through of one kind, held against the registry; prefixes, wide ones with what is cut out of them. */
export type SpeakRow = {
  readonly kind: 'ipv4' | 'arp' | 'ipv6' | 'nd' | 'in-ipv4' | 'in-ipv6'
  readonly registered: readonly string[]
  readonly unregistered: readonly { readonly prefix: string; readonly except: readonly string[] }[]
  readonly missing: readonly string[] // registered, but not let through
}
export type SpeakView = {
  readonly nicId: number
  readonly rows: readonly SpeakRow[]
  readonly otherMacs: readonly string[] // besides its own, with which something leaves
  readonly exceptions: readonly WhoException[]
}

const AT_ONCE_MAX = 48
const ANSWERS_MAX = 64
const held = globalThis as unknown as { rollcallWho?: Map<string, WhoAnswer> }

/** As whom these interfaces may speak, by the rules of a kept table, next to what the registry allows. */
export async function readSpeakers(
  dumpId: number,
  guests: readonly HostGuest[],
): Promise<{ views: readonly SpeakView[]; assumptions: readonly string[] } | null> {
  const bridges = await findPipelines(pool(), dumpId)
  const own = bridges[0]
  if (!own) return null
  const known = guests.flatMap((guest) => (guest.ofport === null ? [] : [{ ...guest, ofport: guest.ofport }]))
  const model = withPorts(
    { bridges: new Map(bridges.flatMap(({ pipeline }) => [...pipeline.model.bridges])), tunnelsNatively: false },
    own.pipeline.bridge,
    known.map((guest) => guest.ofport),
  )
  const { rows } = await pool().query<{ nicId: number; prefix: string }>(
    'SELECT nic_id AS "nicId", address::text AS prefix FROM registration WHERE nic_id = ANY($1) AND valid_to IS NULL',
    [known.map((guest) => guest.nicId)],
  )
  const key = bridges.map(({ dumpId: id, pipeline }) => `${id} ${pipeline.ports.length}`).join(' ')
  const answers = known.length <= AT_ONCE_MAX ? ask(`${key} ${known.map((guest) => guest.ofport)}`, model, null) : null
  const assumptions = new Set<string>()
  const views = known.flatMap((guest): SpeakView[] => {
    const answer = answers ?? ask(`${key} only ${guest.ofport}`, model, String(guest.ofport))
    for (const one of answer.assumptions) assumptions.add(one)
    const port = answer.ports.find((one) => one.bridge === own.pipeline.bridge && one.ofport === guest.ofport)
    const registered = rows.filter((row) => row.nicId === guest.nicId).map((row) => row.prefix)
    return port ? [toView(guest, port, registered)] : []
  })
  return { views, assumptions: [...assumptions] }
}

function ask(key: string, model: Switch, wanted: string | null): WhoAnswer {
  held.rollcallWho ??= new Map()
  const answer = held.rollcallWho.get(key) ?? whoMaySpeak(model, wanted)
  held.rollcallWho.set(key, answer)
  if (held.rollcallWho.size > ANSWERS_MAX) held.rollcallWho.delete(held.rollcallWho.keys().next().value ?? '')
  return answer
}

/** Ports of interfaces that no list of ports names are taken to exist. */
function withPorts(model: Switch, name: string, ofports: readonly number[]): Switch {
  const bridge = model.bridges.get(name)
  if (!bridge) return model
  const ports = new Map(bridge.ports)
  for (const ofport of ofports) if (!ports.has(ofport)) ports.set(ofport, assumedPort(name, ofport))
  const widened: Bridge = { ...bridge, ports }
  return { ...model, bridges: new Map(model.bridges).set(name, widened) }
}

function toView(guest: HostGuest, port: PortAnswer, registered: readonly string[]): SpeakView {
  const sets: readonly (readonly [SpeakRow['kind'], readonly string[]])[] = [
    ['ipv4', port.out.ipv4],
    ['arp', port.out.arp],
    ['in-ipv4', port.in.ipv4],
    ['ipv6', port.out.ipv6],
    ['nd', port.out.nd],
    ['in-ipv6', port.in.ipv6],
  ]
  const rows = sets.map(([kind, prefixes]): SpeakRow => {
    const family: IpFamily = kind.endsWith('6') || kind === 'nd' ? 'ipv6' : 'ipv4'
    const read = (texts: readonly string[]) =>
      fromPrefixes(texts.flatMap((text) => parsePrefix(text) ?? []).filter((prefix) => prefix.family === family))
    const [passing, own] = [read(prefixes), read(registered)]
    return {
      kind,
      registered: toPrefixes(subtract(own, subtract(own, passing)), family).map(formatPrefix),
      unregistered: sayCarved(subtract(passing, own), family),
      missing: toPrefixes(subtract(own, passing), family).map(formatPrefix),
    }
  })
  return {
    nicId: guest.nicId,
    rows: rows.filter((row) => row.registered.length + row.unregistered.length + row.missing.length > 0),
    otherMacs: port.macs
      .filter(
        ({ mac, ipv4, arp, ipv6, nd }) => mac !== guest.mac && [ipv4, arp, ipv6, nd].some((set) => set.length > 0),
      )
      .map(({ mac }) => mac),
    exceptions: port.exceptions,
  }
}
