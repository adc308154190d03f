import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePrefix } from '../../../core/ip/prefix'
import {
  type AddressSet,
  fromPrefixes,
  hasAddress,
  intersection,
  sayCarved,
  subtract,
  toPrefixes,
  union,
} from '../../../core/openflow/who/address-set'

const set = (...prefixes: string[]): AddressSet => fromPrefixes(prefixes.flatMap((text) => parsePrefix(text) ?? []))
const range = fc
  .tuple(fc.nat(40), fc.nat(12))
  .map(([first, more]): AddressSet => [{ first: BigInt(first), last: BigInt(first + more) }])
const anySet = fc.array(range, { maxLength: 6 }).map(union)
const points = Array.from({ length: 60 }, (_, i) => BigInt(i))

describe('sets of addresses', () => {
  it('are joined, cut and crossed as sets are', () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        for (const point of points) {
          const [inA, inB] = [hasAddress(a, point), hasAddress(b, point)]
          expect(hasAddress(union([a, b]), point)).toBe(inA || inB)
          expect(hasAddress(subtract(a, b), point)).toBe(inA && !inB)
          expect(hasAddress(intersection(a, b), point)).toBe(inA && inB)
        }
      }),
    )
  })

  it('are the prefixes they are made of, and no fewer make them', () => {
    fc.assert(
      fc.property(anySet, (a) => {
        const prefixes = toPrefixes(a, 'ipv4')
        expect(fromPrefixes(prefixes)).toEqual(a)
        // Two halves of one prefix never stand side by side.
        for (const [i, one] of prefixes.entries()) {
          const next = prefixes[i + 1]
          const size = 1n << BigInt(32 - one.length)
          const isPair = next?.length === one.length && next.bits === one.bits + size && (one.bits & size) === 0n
          expect(isPair).toBe(false)
        }
      }),
    )
  })

  it('are said with holes where that is shorter, and say the same', () => {
    fc.assert(
      fc.property(anySet, fc.boolean(), (a, isTurned) => {
        const one = isTurned ? subtract(set('0.0.0.0/0'), a) : a
        const said = sayCarved(one, 'ipv4')
        const back = union(said.map(({ prefix, except }) => subtract(set(prefix), set(...except))))
        expect(back).toEqual(one)
        const words = said.reduce((sum, { except }) => sum + 1 + except.length, 0)
        expect(words).toBeLessThanOrEqual(toPrefixes(one, 'ipv4').length)
      }),
    )
  })

  it('say a hole in everything as one', () => {
    expect(sayCarved(subtract(set('::/0'), set('fd00::5')), 'ipv6')).toEqual([
      { prefix: '::/0', except: ['fd00::5/128'] },
    ])
    expect(toPrefixes(subtract(set('::/0'), set('fd00::5')), 'ipv6')).toHaveLength(128)
  })
})
