import { parseIp } from '../../ip/ip'
import type { ActionOf, Nat } from '../actions/action'
import { allOnes, formatIpBits } from '../fields/field-value'
import { type Flow, getBits, setBits, W, word } from '../fields/flow-layout'
import { readFreeBits } from '../fields/free-bits'
import { commitActions } from './commit-actions'
import { clearConntrackFields } from './conntrack-fields'
import { type Context, cannotKnow, note } from './context'
import { recirculate } from './freeze'

const LABEL = { word: W.ctLabel, words: 4, shift: 0 }
const hex = (value: number | bigint): string => (BigInt(value) === 0n ? '0' : `0x${value.toString(16)}`)

export function clearConntrack(ctx: Context): void {
  ctx.conntracked = false
  clearConntrackFields(ctx.flow)
}

/** ct(): tells the datapath to track the packet; with a table, a copy of it comes back there. */
export function doConntrack(ctx: Context, action: ActionOf<'ct'>): void {
  if (typeof action.zone !== 'number') ctx.run.follower?.pin(readFreeBits(ctx.flow, action.zone), ctx.rule)
  const zone =
    typeof action.zone === 'number'
      ? action.zone
      : Number(getBits(ctx.flow, action.zone.field.place, action.zone.offset, action.zone.bits))
  commitActions(ctx)
  const heldMark = word(ctx.seen, W.ctMark)
  const heldLabel = getBits(ctx.seen, LABEL, 0, 128)
  ctx.nat = null
  ctx.seen[W.ctMark] = 0
  setBits(ctx.seen, LABEL, 0, 128, 0n)
  if (action.exec.length > 0) ctx.engine.doActions(ctx, action.exec, false, false)
  ctx.nat = action.nat
  const parts: string[] = []
  if (action.commit) parts.push(action.force ? 'force_commit' : 'commit')
  if (zone !== 0) parts.push(`zone=${zone}`)
  const mark = word(ctx.seen, W.ctMark)
  if (mark !== 0) parts.push(`mark=${hex((word(ctx.flow, W.ctMark) & mark) >>> 0)}/${hex(mark)}`)
  const label = getBits(ctx.seen, LABEL, 0, 128)
  if (label !== 0n) parts.push(`label=${hex(getBits(ctx.flow, LABEL, 0, 128) & label)}/${hex(label)}`)
  if (action.alg) parts.push(`helper=${action.alg}`)
  if (action.nat) parts.push(formatNat(action.nat))
  ctx.actions.push({ kind: 'text', text: parts.length === 0 ? 'ct' : `ct(${parts.join(',')})` })
  ctx.seen[W.ctMark] = heldMark
  setBits(ctx.seen, LABEL, 0, 128, heldLabel)
  if (action.table !== null) fork(ctx, action.table, zone)
  ctx.nat = null
  clearConntrack(ctx)
  note(ctx, 'Sets the packet to an untracked state, and clears all the conntrack fields.')
}

function fork(ctx: Context, table: NonNullable<ActionOf<'ct'>['table']>, zone: number): void {
  ctx.conntracked = true
  ctx.isFreezing = true
  const away = recirculate(ctx, table)
  if (ctx.run.queue.length > RECIRCULATIONS_MAX) return cannotKnow(ctx, 'too many recirculations')
  const flow = away.flow.slice()
  flow[W.ctZone] = zone
  flow[W.recircId] = away.id
  ctx.run.queue.push({ ...away, flow, isConntrack: true })
  note(ctx, `A clone of the packet is forked to recirculate. The forked pipeline will be resumed at table ${table}.`)
}

const RECIRCULATIONS_MAX = 4096

function formatNat(nat: Nat): string {
  if (!nat.direction) return 'nat'
  const addresses = [nat.addressMin, nat.addressMax].filter((text) => text !== null)
  const isIpv6 = addresses[0]?.includes(':') === true
  const isRange =
    addresses.length === 2 && (parseIp(addresses[1] ?? '')?.bits ?? 0n) > (parseIp(addresses[0] ?? '')?.bits ?? 0n)
  const shown = addresses.slice(0, isRange ? 2 : 1).map(canonical)
  const isPortRange = nat.portMin !== null && nat.portMax !== null && nat.portMax > nat.portMin
  let range = ''
  if (shown.length > 0) {
    range = `=${isIpv6 && nat.portMin ? shown.map((text) => `[${text}]`).join('-') : shown.join('-')}`
    if (nat.portMin) range += `:${nat.portMin}${isPortRange ? `-${nat.portMax}` : ''}`
  } else if (nat.portMin) range = `=:${nat.portMin}${isPortRange ? `-${nat.portMax}` : ''}`
  return `nat(${[`${nat.direction}${range}`, ...nat.flags].join(',')})`
}

const canonical = (text: string): string => {
  const ip = parseIp(text)
  return ip ? formatIpBits(ip.family, ip.bits) : text
}

/** What the trace supposes that address translation does: the first address and port of the range (ofproto-dpif-trace.c). */
export function simulateNat(flow: Flow, nat: Nat): void {
  if (!nat.direction) return
  const ip = nat.addressMin === null ? null : parseIp(nat.addressMin)
  const isSource = nat.direction === 'src'
  if (ip?.family === 'ipv4') setBits(flow, { word: isSource ? W.nwSrc : W.nwDst, words: 1, shift: 0 }, 0, 32, ip.bits)
  else if (ip)
    setBits(flow, { word: isSource ? W.ipv6Src : W.ipv6Dst, words: 4, shift: 0 }, 0, 128, ip.bits & allOnes(128))
  if (ip && nat.portMin) flow[isSource ? W.tpSrc : W.tpDst] = nat.portMin
}
