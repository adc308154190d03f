import { BITS, type Ip } from './ip'
import { type Prefix, prefixOf } from './prefix'

/** The fewest prefixes that hold exactly the addresses from `first` to `last`, both included; none when they are no range. */
export function prefixesBetween(first: Ip, last: Ip): Prefix[] {
  if (first.family !== last.family) return []
  const width = BITS[first.family]
  const prefixes: Prefix[] = []
  for (let bits = first.bits; bits <= last.bits; ) {
    let free = 0 // how many low bits of the block may vary: it must begin at a multiple of its size and end in the range
    while (free < width && (bits & (1n << BigInt(free))) === 0n && bits + (1n << BigInt(free + 1)) - 1n <= last.bits)
      free++
    prefixes.push(prefixOf({ family: first.family, bits }, width - free))
    bits += 1n << BigInt(free)
  }
  return prefixes
}
