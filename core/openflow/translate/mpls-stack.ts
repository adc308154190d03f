import { clearWords, FLOW_WORDS, type Flow, W, word } from '../fields/flow-layout'
import { ETH, etherType, isIp, isMplsType } from '../fields/prerequisites'

/** Open vSwitch keeps at most three MPLS labels of a packet. */
export const LABELS_MAX = 3
const BOTTOM = 0x100
const DSCP = 0xfc
const TTL_DEFAULT = 64
const IPV6_EXPLICIT_NULL = 2

export const labelStackEntry = (label: number, trafficClass: number, bottom: number, ttl: number): number =>
  ((label << 12) | (trafficClass << 9) | (bottom << 8) | ttl) >>> 0

export function countLabels(flow: Flow, seen: Flow | null): number {
  if (!isMplsType(word(flow, W.dlType))) return 0
  let count = 0
  for (let i = 0; i < LABELS_MAX; i++) {
    if (seen) seen[W.mplsLse + i] = word(seen, W.mplsLse + i) | BOTTOM
    const entry = word(flow, W.mplsLse + i)
    if ((entry & BOTTOM) !== 0) return i + 1
    if (entry !== 0) count++
  }
  return count
}

/** Innermost labels that two flows share. */
export function countCommonLabels(a: Flow, aCount: number, b: Flow, bCount: number): number {
  let common = 0
  while (
    common < Math.min(aCount, bCount) &&
    word(a, W.mplsLse + aCount - 1 - common) === word(b, W.mplsLse + bCount - 1 - common)
  )
    common++
  return common
}

/** Adds an outermost label; the first one hides everything above layer 2. */
export function pushLabel(flow: Flow, count: number, type: number, seen: Flow | null, clearsLayers: boolean): void {
  if (count > 0) {
    for (let i = 0; seen && i < count; i++) seen[W.mplsLse + i] = 0xffffffff
    for (let i = count; i >= 1; i--) flow[W.mplsLse + i] = word(flow, W.mplsLse + i - 1)
    flow[W.mplsLse] = word(flow, W.mplsLse + 1) & ~BOTTOM
  } else {
    const label = etherType(flow) === ETH.ipv6 ? IPV6_EXPLICIT_NULL : 0
    let trafficClass = 0
    let ttl = TTL_DEFAULT
    if (isIp(flow)) {
      trafficClass = (word(flow, W.nwTos) & DSCP) >> 2
      if (seen) {
        seen[W.nwTos] = word(seen, W.nwTos) | DSCP
        seen[W.nwTtl] = 0xff
      }
      ttl = word(flow, W.nwTtl) || TTL_DEFAULT
    }
    flow[W.mplsLse] = labelStackEntry(label, trafficClass & 7, 1, ttl)
    if (clearsLayers) {
      clearWords(flow, W.nwSrc, FLOW_WORDS)
      flow[W.dpHash] = 0
    }
  }
  flow[W.dlType] = type
}

/** Removes the outermost label; false when there is none or the one below the third is not known. */
export function popLabel(flow: Flow, count: number, type: number, seen: Flow | null): boolean {
  if (count === 0) return false
  if (count === LABELS_MAX) {
    if (seen) seen[W.mplsLse + count - 1] = word(seen, W.mplsLse + count - 1) | BOTTOM
    if ((word(flow, W.mplsLse + count - 1) & BOTTOM) === 0) return false
  }
  for (let i = 1; i < count; i++) {
    if (seen) seen[W.mplsLse + i] = 0xffffffff
    flow[W.mplsLse + i - 1] = word(flow, W.mplsLse + i)
  }
  flow[W.mplsLse + count - 1] = 0
  flow[W.dlType] = type
  return true
}
