import { BITS, formatIp, type IpFamily } from '../../ip/ip'
import { formatPrefix, type Prefix } from '../../ip/prefix'
import type { Cube } from './cube'
import type { Region } from './region'

/** A set of addresses of one family as ranges in order that neither touch nor overlap; both ends belong to a range. */
export type AddressSet = readonly AddressRange[]
export type AddressRange = { readonly first: bigint; readonly last: bigint }

export const NO_ADDRESS: AddressSet = []

export function union(sets: readonly AddressSet[]): AddressSet {
  const ranges = sets.flat().sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))
  const joined: { first: bigint; last: bigint }[] = []
  for (const { first, last } of ranges) {
    const previous = joined.at(-1)
    if (previous && first <= previous.last + 1n) {
      if (last > previous.last) previous.last = last
    } else joined.push({ first, last })
  }
  return joined
}

export function subtract(from: AddressSet, without: AddressSet): AddressSet {
  const left: AddressRange[] = []
  let at = 0
  for (const range of from) {
    let { first } = range
    while (at < without.length && (without[at] as AddressRange).last < first) at++
    for (let i = at; i < without.length; i++) {
      const hole = without[i] as AddressRange
      if (hole.first > range.last) break
      if (hole.first > first) left.push({ first, last: hole.first - 1n })
      if (hole.last >= first) first = hole.last + 1n
    }
    if (first <= range.last) left.push({ first, last: range.last })
  }
  return left
}

export const hasAddress = (set: AddressSet, bits: bigint): boolean =>
  set.some(({ first, last }) => first <= bits && bits <= last)

/** The fewest prefixes that make up a set, in order. */
export function toPrefixes(set: AddressSet, family: IpFamily): Prefix[] {
  const prefixes: Prefix[] = []
  for (const { first, last } of set)
    for (let at = first; at <= last; ) {
      let free = 0 // how many low bits may vary from here
      while (
        free < BITS[family] &&
        (at & ((1n << BigInt(free + 1)) - 1n)) === 0n &&
        at + (1n << BigInt(free + 1)) - 1n <= last
      )
        free++
      prefixes.push({ family, bits: at, length: BITS[family] - free })
      at += 1n << BigInt(free)
    }
  return prefixes
}

export const fromPrefixes = (prefixes: readonly Prefix[]): AddressSet =>
  union(
    prefixes.map(({ family, bits, length }) => [
      { first: bits, last: bits + (1n << BigInt(BITS[family] - length)) - 1n },
    ]),
  )

const SCATTERED_MAX = 4096

/** The addresses of a region whose words are those of one address; null when a mask scatters them too far. */
export function addressesOf({ cube, holes }: Region): AddressSet | null {
  const all = rangesOf(cube)
  if (!all) return null
  const without: AddressSet[] = []
  for (const hole of holes) {
    const ranges = rangesOf(hole)
    if (!ranges) return null
    without.push(ranges)
  }
  return subtract(all, union(without))
}

const wordsToBits = (cube: Cube, from: number, count: number): bigint => {
  let bits = 0n
  for (let i = 0; i < count; i++) bits = (bits << 32n) | BigInt(cube[from + i] as number)
  return bits
}

function rangesOf(cube: Cube): AddressSet | null {
  const n = cube.length >>> 1
  const full = (1n << BigInt(32 * n)) - 1n
  const value = wordsToBits(cube, n, n)
  const free = full ^ wordsToBits(cube, 0, n)
  // The low bits that all vary make ranges; every higher one that varies doubles their number.
  let low = 0n
  while (((free >> low) & 1n) === 1n) low++
  const span = (1n << low) - 1n
  let starts = [value]
  for (let bit = low; bit < BigInt(32 * n); bit++) {
    if (((free >> bit) & 1n) === 0n) continue
    if (starts.length * 2 > SCATTERED_MAX) return null
    starts = [...starts, ...starts.map((start) => start | (1n << bit))]
  }
  return union(starts.map((first) => [{ first, last: first + span }]))
}

/** A prefix, and the prefixes inside it that do not belong to the set. */
export type CarvedPrefix = { readonly prefix: string; readonly except: readonly string[] }

/**
 * The set as people say it: wide prefixes with what is cut out of them, wherever that takes fewer words than the
 * prefixes alone (`0.0.0.0/0 except 10.0.0.5/32` rather than 32 prefixes).
 */
export function sayCarved(set: AddressSet, family: IpFamily): CarvedPrefix[] {
  const bits = BITS[family]
  const work = (prefix: Prefix, inside: AddressSet): CarvedPrefix[] => {
    if (inside.length === 0) return []
    const whole = fromPrefixes([prefix])
    const missing = toPrefixes(subtract(whole, inside), family)
    if (missing.length === 0) return [{ prefix: formatPrefix(prefix), except: [] }]
    const plain = toPrefixes(inside, family)
    if (plain.length <= 2 || prefix.length === bits)
      return plain.map((one) => ({ prefix: formatPrefix(one), except: [] }))
    const half = (bit: bigint): Prefix => ({
      family,
      bits: prefix.bits | (bit << BigInt(bits - prefix.length - 1)),
      length: prefix.length + 1,
    })
    const parts = [half(0n), half(1n)].flatMap((part) => {
      const outer = fromPrefixes([part])
      return work(part, subtract(inside, subtract(inside, outer)))
    })
    const cost = parts.reduce((sum, part) => sum + 1 + part.except.length, 0)
    return 1 + missing.length < cost ? [{ prefix: formatPrefix(prefix), except: missing.map(formatPrefix) }] : parts
  }
  return work({ family, bits: 0n, length: 0 }, set)
}

export const formatAddress = (bits: bigint, family: IpFamily): string => formatIp({ family, bits })
