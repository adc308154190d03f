import { type Flow, W, word } from './flow-layout'

/** Which tunnel options a packet carries is a bit each, beside their values. */
export const isPresent = (flow: Flow, index: number): boolean =>
  ((word(flow, W.tunPresent + (index < 32 ? 1 : 0)) >>> (index & 31)) & 1) === 1

export function markPresent(flow: Flow, index: number, present: boolean): void {
  const at = W.tunPresent + (index < 32 ? 1 : 0)
  const bit = 1 << (index & 31)
  flow[at] = present ? word(flow, at) | bit : word(flow, at) & ~bit
}
