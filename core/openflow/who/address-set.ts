import { BITS, type IpFamily } from '../../ip/ip'
import { formatPrefix, type Prefix, prefixOf } from '../../ip/prefix'
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

export const intersection = (a: AddressSet, b: AddressSet): AddressSet => subtract(a, subtract(a, b))

export const hasAddress = (set: AddressSet, bits: bigint): boolean =>
  set.some(({ first, last }) => first <= bits && bits <= last)

/** The fewest prefixes that make up a set, in order. */
export function toPrefixes(set: AddressSet, family: IpFamily): Prefix[] {
  const bits = BITS[family]
  const prefixes: Prefix[] = []
  for (const { first, last } of set)
    for (let at = first; at <= last; ) {
      // The largest aligned block that begins here and does not go beyond the end.
      const aligned = at === 0n ? bits : trailingZeros(at)
      const fitting = (last - at + 1n).toString(2).length - 1
      const free = Math.min(aligned, fitting)
      prefixes.push({ family, bits: at, length: bits - free })
      at += 1n << BigInt(free)
    }
  return prefixes
}

function trailingZeros(value: bigint): number {
  let count = 0
  let rest = value
  for (; (rest & 0xffffffffn) === 0n; rest >>= 32n) count += 32
  const low = Number(rest & 0xffffffffn)
  return count + 31 - Math.clz32(low & -low)
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
  const work = (plain: readonly Prefix[]): CarvedPrefix[] => {
    const [first] = plain
    const last = plain.at(-1)
    if (plain.length < CARVED_MIN || !first || !last)
      return plain.map((one) => ({ prefix: formatPrefix(one), except: [] }))
    const length = sharedLength(first.bits, last.bits, BITS[family])
    const cover = prefixOf({ family, bits: first.bits }, length)
    const upper = plain.findIndex(({ bits }) => ((bits >> BigInt(BITS[family] - length - 1)) & 1n) === 1n)
    const parts = [...work(plain.slice(0, upper)), ...work(plain.slice(upper))]
    const cost = parts.reduce((sum, part) => sum + 1 + part.except.length, 0)
    const missing = toPrefixes(subtract(fromPrefixes([cover]), fromPrefixes(plain)), family)
    return 1 + missing.length < cost ? [{ prefix: formatPrefix(cover), except: missing.map(formatPrefix) }] : parts
  }
  const plain = toPrefixes(set, family)
  return plain.length > CARVED_MAX ? plain.map((one) => ({ prefix: formatPrefix(one), except: [] })) : work(plain)
}
const CARVED_MIN = 4
const CARVED_MAX = 2048

/** How many leading bits two addresses share. */
const sharedLength = (a: bigint, b: bigint, bits: number): number => bits - (a === b ? 0 : (a ^ b).toString(2).length)
