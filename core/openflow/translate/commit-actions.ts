import { formatMac } from '../fields/field-value'
import { FLOW_WORDS, type Flow, getBits, W, word } from '../fields/flow-layout'
import { ETH, isMplsType } from '../fields/prerequisites'
import type { Change } from './commit-header-fields'
import { setEthernet, setIcmp, setMetadata, setNetwork, setNsh, setTransport } from './commit-header-fields'
import type { Context } from './context'
import { countCommonLabels, countLabels, popLabel, pushLabel } from './mpls-stack'
import { countVlans } from './vlan-stack'

const ETHERNET = 0
export const packetTypeOf = (etherType: number): number => ((1 << 16) | etherType) >>> 0

/**
 * Tells the datapath what has been done to the packet since it was last told: one `set` a header that differs, pushes and
 * pops (commit_odp_actions, lib/odp-util.c, whose order this keeps).
 */
export function commitActions(ctx: Context): void {
  if (!ctx.run.isBrief) tellDatapath(ctx)
  ctx.pendingEncap = false
  ctx.pendingDecap = false
  ctx.encapData = null
}

function tellDatapath(ctx: Context): void {
  const texts: (string | null)[] = []
  const one: Change = ctx
  commitEncapsulation(ctx, texts)
  texts.push(setEthernet(one))
  const leavesMpls = isMplsType(word(ctx.base, W.dlType)) && !isMplsType(word(ctx.flow, W.dlType))
  if (leavesMpls) commitMpls(ctx, texts)
  texts.push(setNsh(one), ...setNetwork(one), setTransport(one), setIcmp(one))
  if (!leavesMpls) commitMpls(ctx, texts)
  commitVlans(ctx, texts)
  texts.push(setMetadata(one, 'skb_priority', W.skbPriority), setMetadata(one, 'skb_mark', W.pktMark))
  for (const text of texts) if (text !== null) ctx.actions.push({ kind: 'text', text })
}

const macAt = (flow: Flow, at: number): string => formatMac(getBits(flow, { word: at, words: 2, shift: 0 }, 0, 48))

function commitEncapsulation(ctx: Context, texts: (string | null)[]): void {
  const { flow, base } = ctx
  const type = word(flow, W.packetType)
  const baseType = word(base, W.packetType)
  if (ctx.pendingEncap) {
    if (type === ETHERNET) {
      texts.push(`push_eth(src=${macAt(flow, W.dlSrc)},dst=${macAt(flow, W.dlDst)})`)
      copyWords(base, flow, W.dlDst, W.dlType)
    } else if (type === packetTypeOf(ETH.nsh)) {
      texts.push(`push_nsh(${formatNsh(flow, ctx.encapData)})`)
      copyWords(base, flow, W.dlDst, FLOW_WORDS)
    } else if (isMplsType(type & 0xffff)) {
      texts.push(`add_mpls(${formatLabel(word(flow, W.mplsLse))},eth_type=0x${(type & 0xffff).toString(16)})`)
      copyWords(base, flow, W.dlDst, FLOW_WORDS)
    }
    base[W.packetType] = type
  } else if (ctx.pendingDecap || type !== baseType) {
    if (type >>> 16 === 1 && baseType === ETHERNET) {
      texts.push('pop_eth')
      base[W.packetType] = type
      base.fill(0, W.dlDst, W.dlType)
    } else if (baseType === packetTypeOf(ETH.nsh)) texts.push('pop_nsh()')
    else if (isMplsType(baseType & 0xffff)) {
      texts.push(`pop_mpls(eth_type=0x${word(flow, W.dlType).toString(16)})`)
      base[W.packetType] = type
      copyWords(base, flow, W.mplsLse, W.nwSrc)
      base[W.dlType] = word(flow, W.dlType)
    }
  }
  ctx.seen[W.packetType] = 0xffffffff
}

function copyWords(to: Flow, from: Flow, start: number, end: number): void {
  to.set(from.subarray(start, end), start)
}

const formatHex = (value: number): string => `0x${value.toString(16)}`

function formatNsh(flow: Flow, data: string | null): string {
  const path = word(flow, W.nshPath)
  const metadataType = word(flow, W.nshMdtype)
  const head = [
    `flags=${word(flow, W.nshFlags)}`,
    `ttl=${word(flow, W.nshTtl)}`,
    `mdtype=${metadataType}`,
    `np=${word(flow, W.nshNp)}`,
    `spi=${formatHex(path >>> 8)}`,
    `si=${path & 0xff}`,
  ]
  if (metadataType === 1) head.push(...[0, 1, 2, 3].map((i) => `c${i + 1}=${formatHex(word(flow, W.nshContext + i))}`))
  else if (data !== null) head.push(`md2=0x${data}`)
  return head.join(',')
}

export const formatLabel = (entry: number): string =>
  `label=${entry >>> 12},tc=${(entry >>> 9) & 7},ttl=${entry & 0xff},bos=${(entry >>> 8) & 1}`

function commitMpls(ctx: Context, texts: (string | null)[]): void {
  const { flow, base } = ctx
  const type = word(flow, W.dlType)
  let baseCount = countLabels(base, null)
  const count = countLabels(flow, null)
  let common = countCommonLabels(flow, count, base, baseCount)
  while (baseCount > common) {
    if (baseCount - 1 === common && count > common) {
      const entry = word(flow, W.mplsLse + count - baseCount)
      texts.push(`set(mpls(${formatLabel(entry)}))`)
      base[W.mplsLse] = entry
      common++
    } else {
      texts.push(`pop_mpls(eth_type=${formatHex(!isMplsType(type) && baseCount > 1 ? ETH.mpls : type)})`)
      popLabel(base, baseCount, type, null)
      baseCount--
    }
  }
  for (; baseCount < count; baseCount++) {
    const entry = word(flow, W.mplsLse + count - baseCount - 1)
    texts.push(`push_mpls(${formatLabel(entry)},eth_type=${formatHex(type)})`)
    pushLabel(base, baseCount, type, null, false)
    base[W.mplsLse] = entry
  }
}

function commitVlans(ctx: Context, texts: (string | null)[]): void {
  const { flow, base } = ctx
  let baseLast = countVlans(base) - 1
  let last = countVlans(flow) - 1
  while (baseLast >= 0 && last >= 0 && sameTag(base, baseLast, flow, last)) {
    baseLast--
    last--
  }
  for (; baseLast >= 0; baseLast--) {
    texts.push('pop_vlan')
    ctx.seen[W.vlanTci + baseLast] = 0xffff
  }
  for (; last >= 0; last--) {
    const type = word(flow, W.vlanTpid + last)
    const tag = word(flow, W.vlanTci + last)
    const typeText = type === 0x8100 ? '' : `tpid=0x${type.toString(16).padStart(4, '0')},`
    texts.push(`push_vlan(${typeText}vid=${tag & 0xfff},pcp=${tag >>> 13})`)
  }
  copyWords(base, flow, W.vlanTci, W.mplsLse)
}

const sameTag = (a: Flow, i: number, b: Flow, j: number): boolean =>
  word(a, W.vlanTci + i) === word(b, W.vlanTci + j) && word(a, W.vlanTpid + i) === word(b, W.vlanTpid + j)
