import { clearWords, type Flow, W, word } from '../fields/flow-layout'
import { ETH, etherType } from '../fields/prerequisites'

/** Forgets what connection tracking said of a packet (flow_clear_conntrack, lib/flow.c). */
export function clearConntrackFields(flow: Flow): void {
  clearWords(flow, W.ctState, W.ctNwSrc)
  const type = etherType(flow)
  if (type === ETH.ip) clearWords(flow, W.ctNwSrc, W.ctIpv6Src)
  else if (type === ETH.ipv6) clearWords(flow, W.ctIpv6Src, W.conjId)
}

/** Swaps the packet's addresses and ports with those of the first packet of its connection, for `resubmit(,table,ct)`. */
export function swapTuple(flow: Flow, isIpv4: boolean): void {
  const swap = (a: number, b: number, words = 1): void => {
    for (let i = 0; i < words; i++) {
      const held = word(flow, a + i)
      flow[a + i] = word(flow, b + i)
      flow[b + i] = held
    }
  }
  swap(W.nwProto, W.ctNwProto)
  if (isIpv4) {
    swap(W.nwSrc, W.ctNwSrc)
    swap(W.nwDst, W.ctNwDst)
  } else {
    swap(W.ipv6Src, W.ctIpv6Src, 4)
    swap(W.ipv6Dst, W.ctIpv6Dst, 4)
  }
  swap(W.tpSrc, W.ctTpSrc)
  swap(W.tpDst, W.ctTpDst)
}
