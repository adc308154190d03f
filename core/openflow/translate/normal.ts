import { type Flow, getBits, W, word } from '../fields/flow-layout'
import { VLAN_PRESENT } from '../fields/prerequisites'
import type { WordTest } from '../match/match'
import { type Context, cannotKnow, note } from './context'
import { everyPort } from './output-port'
import { findPort, type SwitchPort } from './switch-model'
import { readTags, type Tag, tagsAfterInput, tagsBeforeOutput, writeTags } from './vlan-tags'

const NO_PORT = 0xffff
const CONTROLLER_PORT = 0xfffd

/**
 * NORMAL: what a learning switch does with VLANs (xlate_normal, ofproto/ofproto-dpif-xlate.c). Its table of MAC addresses
 * is empty but for what packets of this trace have taught it.
 */
export function outputNormal(ctx: Context): void {
  const { flow, seen } = ctx
  seen.fill(0xffffffff, W.dlSrc, W.dlSrc + 2)
  seen.fill(0xffffffff, W.dlDst, W.dlDst + 2)
  seen[W.vlanTci] = word(seen, W.vlanTci) | 0x1fff
  if ([...ctx.bridge.ports.values()].some((port) => port.hasUnknownVlan))
    return cannotKnow(ctx, 'NORMAL depends on VLANs of ports that are not known')
  const inPort = word(flow, W.inPort)
  const from = findPort(ctx.bridge, inPort)
  if (!from && inPort !== NO_PORT && inPort !== CONTROLLER_PORT) return note(ctx, 'no input bundle, dropping')
  const type = word(flow, W.dlType)
  if ((type === 0x8100 || type === 0x88a8) && (word(flow, W.vlanTci) & VLAN_PRESENT) === 0)
    return note(ctx, 'partial VLAN tag, dropping')
  const tags = readTags(flow)
  if (from && !mayEnter(ctx, from, tags[0].id)) return
  const inner = from && inPort !== NO_PORT ? tagsAfterInput(from, tags) : tags
  const destination = macText(flow, W.dlDst)
  if (from && !ctx.bridge.forwardsBpdu && isReserved(ctx))
    return note(ctx, 'packet has reserved destination MAC, dropping')
  const vlan = inner[0].id
  const key = (mac: string): string => `${ctx.bridge.name} ${vlan} ${mac}`
  if (ctx.run.hasSideEffects && from && (word(flow, W.dlSrc) & 0x100) === 0) {
    ctx.run.macs ??= new Map()
    ctx.run.macs.set(key(macText(flow, W.dlSrc)), from.bundle)
  }
  const learned = ctx.run.macs?.get(key(destination))
  if (learned !== undefined) {
    if (learned === from?.bundle) return note(ctx, 'learned port is input port, dropping')
    const port = [...ctx.bridge.ports.values()].find((one) => one.bundle === learned)
    note(ctx, port ? 'forwarding to learned port' : 'learned port is unknown, dropping')
    if (port) outputTagged(ctx, port, inner)
    return
  }
  note(ctx, 'no learned MAC for destination, flooding')
  floodVlan(ctx, from, inner)
}

function mayEnter(ctx: Context, from: SwitchPort, vlan: number): boolean {
  const carries =
    from.vlanMode === 'access'
      ? vlan === 0
      : from.vlanMode === 'dot1q-tunnel'
        ? !from.cvlans || from.cvlans.has(vlan)
        : (from.vlanMode !== 'trunk' && vlan === 0) || isTrunked(from, vlan)
  if (!carries) note(ctx, 'disallowed VLAN VID for this input port, dropping')
  return carries
}

function floodVlan(ctx: Context, from: SwitchPort | null, tags: readonly [Tag, Tag]): void {
  const bundles = new Map<string, SwitchPort>()
  for (const port of ctx.bridge.ports.values()) if (!bundles.has(port.bundle)) bundles.set(port.bundle, port)
  if (!ctx.bridge.knowsPorts && [...bundles.keys()].every((bundle) => bundle === from?.bundle))
    return void ctx.actions.push({ kind: 'output', port: everyPort(ctx.bridge) })
  for (const port of bundles.values()) {
    if (port.bundle === from?.bundle || port.config.has('no-flood')) continue
    if (carriesVlan(port, tags)) outputTagged(ctx, port, tags)
  }
}

function carriesVlan(port: SwitchPort, tags: readonly [Tag, Tag]): boolean {
  if (port.vlanMode === 'access') return tags[0].id === port.tag && tags[1].id === 0
  if (port.vlanMode === 'dot1q-tunnel') return tags[0].id === port.tag && (!port.cvlans || port.cvlans.has(tags[1].id))
  return isTrunked(port, tags[0].id)
}

/** A port with a native VLAN always carries it, and no packet without a VLAN (bundle_set, ofproto/ofproto-dpif.c). */
function isTrunked(port: SwitchPort, vlan: number): boolean {
  if (port.vlanMode !== 'trunk' && port.tag !== 0 && (vlan === 0 || vlan === port.tag)) return vlan !== 0
  return !port.trunks || port.trunks.has(vlan)
}

function outputTagged(ctx: Context, port: SwitchPort, tags: readonly [Tag, Tag]): void {
  const held = ctx.flow.slice(W.vlanTci, W.mplsLse)
  const leaving = tagsBeforeOutput(port, tags)
  if (port.priorityTags !== 'never') leaving[0] = { ...leaving[0], priority: word(ctx.flow, W.vlanTci) & 0xe000 }
  writeTags(ctx.flow, leaving, port.priorityTags)
  ctx.engine.output(ctx, port.ofport, { isLast: false, truncate: false })
  ctx.flow.set(held, W.vlanTci)
}

const macText = (flow: Flow, at: number): string =>
  getBits(flow, { word: at, words: 2, shift: 0 }, 0, 48).toString(16).padStart(12, '0')

/** Destinations that a switch keeps to itself: STP and its kin, and what Cisco and Extreme use (eth_addr_is_reserved, lib/packets.c). */
function isReserved({ flow, run }: Context): boolean {
  for (const tests of RESERVED) run.follower?.compare(flow, tests)
  const mac = macText(flow, W.dlDst)
  return RESERVED_MACS.some((prefix) => mac.startsWith(prefix))
}

const RESERVED_MACS = [
  '0180c200000',
  '01000cccccc',
  '00e02b000000',
  '00e02b000004',
  '00e02b000006',
  '01000c000000',
  '01000ccdcdcd',
]
const RESERVED = RESERVED_MACS.map((prefix): WordTest[] => {
  const bits = prefix.length * 4
  const value = BigInt(`0x${prefix.padEnd(12, '0')}`)
  const mask = (1n << 48n) - (1n << BigInt(48 - bits))
  return [
    { at: W.dlDst, mask: 0xffff, value: Number(value >> 32n) },
    { at: W.dlDst + 1, mask: Number(mask & 0xffffffffn), value: Number(value & 0xffffffffn) },
  ]
})
