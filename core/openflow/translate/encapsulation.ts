import type { ActionOf } from '../actions/action'
import { parseInteger } from '../fields/field-value'
import { clearWords, FLOW_WORDS, W, word } from '../fields/flow-layout'
import { ETH, isMplsType } from '../fields/prerequisites'
import { commitActions, packetTypeOf } from './commit-actions'
import { type Context, cannotKnow, note } from './context'
import { countLabels, LABELS_MAX, popLabel, pushLabel } from './mpls-stack'
import { isTagged } from './output-port'

const ETHERNET = 0
const NSH_TTL = 63
const NSH_INDEX = 255
const NEXT_PROTOCOL = { ipv4: 1, ipv6: 2, ethernet: 3, nsh: 4 } as const

/** encap(): puts a header around the packet; the datapath is told at the next commit. */
export function doEncap(ctx: Context, action: ActionOf<'encap'>): void {
  commitActions(ctx)
  if (action.type === 'ethernet') encapEthernet(ctx)
  else if (action.type === 'nsh') encapNsh(ctx, action)
  else if (action.type === 'mpls' || action.type === 'mpls_mc')
    encapMpls(ctx, action.type === 'mpls' ? ETH.mpls : ETH.mplsMulticast)
  else return cannotKnow(ctx, `encap(${action.type}) is not known`)
  if (!ctx.error) ctx.pendingEncap = true
}

function encapEthernet(ctx: Context): void {
  const { flow } = ctx
  const type = word(flow, W.packetType)
  if (type >>> 16 !== 1) return fail(ctx)
  flow[W.packetType] = ETHERNET
  clearWords(flow, W.dlDst, W.dlType)
  flow[W.dlType] = type & 0xffff
}

function fail(ctx: Context): void {
  ctx.error = 'unsupported packet type'
}

function encapNsh(ctx: Context, action: ActionOf<'encap'>): void {
  const { flow } = ctx
  const type = word(flow, W.packetType)
  const next =
    type === ETHERNET
      ? NEXT_PROTOCOL.ethernet
      : type === packetTypeOf(ETH.ip)
        ? NEXT_PROTOCOL.ipv4
        : type === packetTypeOf(ETH.ipv6)
          ? NEXT_PROTOCOL.ipv6
          : type === packetTypeOf(ETH.nsh)
            ? NEXT_PROTOCOL.nsh
            : null
  if (next === null) return fail(ctx)
  clearWords(flow, W.dlDst, FLOW_WORDS)
  flow[W.packetType] = packetTypeOf(ETH.nsh)
  flow[W.dlType] = ETH.nsh
  flow[W.nshTtl] = NSH_TTL
  flow[W.nshNp] = next
  flow[W.nshPath] = NSH_INDEX
  flow[W.nshMdtype] = action.metadataType
  const data = action.metadataType === 2 ? action.options.map(writeOption).join('') : ''
  ctx.encapData = data === '' ? null : data
}

/** `tlv(0x1000,10,0x12345678)` as it stands in the header: class, type, length, data padded to four bytes. */
function writeOption(text: string): string {
  const parts = /^tlv\((0x[0-9a-f]+|\d+),(0x[0-9a-f]+|\d+),0x([0-9a-f]+)\)$/i.exec(text)
  if (!parts) return ''
  const hex = (source: string | undefined, digits: number): string =>
    (parseInteger(source ?? '') ?? 0n).toString(16).padStart(digits, '0')
  const digits = parts[3] ?? ''
  const data = digits.length % 2 === 0 ? digits : `0${digits}`
  const padded = data.padEnd(Math.ceil(data.length / 8) * 8, '0')
  return `${hex(parts[1], 4)}${hex(parts[2], 2)}${(data.length / 2).toString(16).padStart(2, '0')}${padded}`
}

function encapMpls(ctx: Context, etherType: number): void {
  const { flow } = ctx
  const count = countLabels(flow, ctx.seen)
  if (count >= LABELS_MAX) {
    ctx.error = 'too many MPLS labels'
    return
  }
  if (word(flow, W.packetType) === ETHERNET && isMplsType(word(flow, W.dlType))) {
    clearWords(flow, W.mplsLse, W.nwSrc)
    ctx.base.fill(0, W.mplsLse, W.nwSrc)
  }
  flow[W.packetType] = packetTypeOf(etherType)
  pushLabel(flow, count, etherType, ctx.seen, true)
  clearWords(flow, W.dlDst, W.dlType)
}

/** decap(): takes the outermost header off. True when what is inside can only be read after the datapath sent it back. */
export function doDecap(ctx: Context, action: ActionOf<'decap'>): boolean {
  commitActions(ctx)
  const { flow } = ctx
  const type = word(flow, W.packetType)
  if (type === ETHERNET) {
    if (isTagged(flow)) {
      fail(ctx)
      return false
    }
    flow[W.packetType] = packetTypeOf(word(flow, W.dlType))
    clearWords(flow, W.dlDst, W.dlType)
    return false
  }
  if (type === packetTypeOf(ETH.nsh)) return decapNsh(ctx)
  if (isMplsType(type & 0xffff)) return decapMpls(ctx, action)
  fail(ctx)
  return false
}

function decapNsh(ctx: Context): boolean {
  const types: Readonly<Record<number, number>> = {
    [NEXT_PROTOCOL.ethernet]: ETHERNET,
    [NEXT_PROTOCOL.ipv4]: packetTypeOf(ETH.ip),
    [NEXT_PROTOCOL.ipv6]: packetTypeOf(ETH.ipv6),
    [NEXT_PROTOCOL.nsh]: packetTypeOf(ETH.nsh),
  }
  const next = types[word(ctx.flow, W.nshNp)]
  if (next === undefined) {
    fail(ctx)
    return false
  }
  ctx.flow[W.packetType] = next
  ctx.pendingDecap = true
  return true
}

function decapMpls(ctx: Context, action: ActionOf<'decap'>): boolean {
  const named = /packet_type\(ns=(\d+),type=(0x[0-9a-f]+|\d+)\)/i.exec(action.type ?? '')
  const type = named ? Number(named[2]) : 0
  ctx.flow[W.packetType] = named ? ((Number(named[1]) << 16) | type) >>> 0 : 0
  const count = countLabels(ctx.flow, ctx.seen)
  if (popLabel(ctx.flow, count, type === 0 ? ETH.teb : type, ctx.seen)) {
    ctx.pendingDecap = true
    return count === 1
  }
  if (count >= LABELS_MAX) ctx.error = 'too many MPLS labels'
  note(ctx, 'no MPLS label to take off')
  return false
}
