import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_SCOPE } from '../../../core/openflow/fields/field-scope'
import { FIELDS, type Field } from '../../../core/openflow/fields/field-table'
import { allOnes, parseFieldValue } from '../../../core/openflow/fields/field-value'
import { getBits, newFlow } from '../../../core/openflow/fields/flow-layout'
import { NOT_SMALL, readSmallValue, setSmallValue, setWholeMask } from '../../../core/openflow/fields/small-value'
import { parseMatch } from '../../../core/openflow/match/parse-match'

const number = fc.oneof(fc.nat(70_000), fc.nat(2 ** 32), fc.integer({ min: 0, max: 2 ** 50 }))
const octets = (separator: string, count: number, radix: number) =>
  fc
    .array(fc.nat(radix === 16 ? 300 : 260), { minLength: count - 1, maxLength: count + 1 })
    .map((list) => list.map((one) => one.toString(radix)).join(separator))
const text = fc.oneof(
  number.map(String),
  number.map((value) => `0x${value.toString(16)}`),
  number.map((value) => `0X00${value.toString(16).toUpperCase()}`),
  octets(':', 6, 16),
  octets('.', 4, 10),
  fc.constantFrom('', '0x', '01.2.3.4', '10.0.0.0/8', 'LOCAL', '0xffffff00', 'fe80::1', '1:2:3:4:5', '-1', '1e3'),
  fc.string({ maxLength: 8 }),
)
const field = fc.constantFrom(...FIELDS)

describe('values read as plain numbers', () => {
  it('are those of the reader of all values, and whole', () => {
    let small = 0
    fc.assert(
      fc.property(field, text, fc.string({ maxLength: 3 }), (of: Field, written, before) => {
        const value = readSmallValue(of, `${before}${written}`, before.length, before.length + written.length)
        if (value === NOT_SMALL) return
        small++
        const read = parseFieldValue(of, written)
        expect(read).toEqual({ value: BigInt(value), mask: allOnes(of.bits) })
        const flow = newFlow().fill(0xffffffff)
        for (let i = 0; i < of.place.words - 1; i++) flow[of.place.word + i] = 0xffff
        setSmallValue(flow, of, value)
        expect(getBits(flow, of.place, 0, of.bits)).toBe(BigInt(value))
        const mask = newFlow()
        setWholeMask(mask, of)
        expect(getBits(mask, of.place, 0, of.bits)).toBe(allOnes(of.bits))
      }),
      { numRuns: 5000 },
    )
    expect(small).toBeGreaterThan(500)
  })

  it('amount to the same tests as the same value with a mask of all ones', () => {
    const masked = FIELDS.filter((of) => of.isMaskable && ['mac', 'ipv4', 'hex'].includes(of.format) && of.bits <= 64)
    fc.assert(
      fc.property(fc.constantFrom(...masked), text, (of, written) => {
        if (readSmallValue(of, written, 0, written.length) === NOT_SMALL) return
        const ones = allOnes(of.bits)
        const mask =
          of.format === 'mac'
            ? 'ff:ff:ff:ff:ff:ff'
            : of.format === 'ipv4'
              ? '255.255.255.255'
              : `0x${ones.toString(16)}`
        const [one, other] = [`${of.name}=${written}`, `${of.name}=${written}/${mask}`].map((token) =>
          parseMatch([token], EMPTY_SCOPE),
        )
        expect(one?.tests).toEqual(other?.tests)
        expect(one?.fields.map(({ value, mask: of }) => [value, of])).toEqual(
          other?.fields.map(({ value, mask: of }) => [value, of]),
        )
      }),
      { numRuns: 2000 },
    )
  })
})
