import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalIp, formatIp, ipFamily, parseIp } from '../../../core/ip/ip'
import { parseMac } from '../../../core/ip/mac'
import { formatPrefix, netmaskLength, parsePrefix, prefixContains, prefixOf, prefixSize } from '../../../core/ip/prefix'
import { parseSearchTerm } from '../../../core/ip/search-term'

const ip = fc.oneof(
  fc.bigInt(0n, 2n ** 32n - 1n).map((bits) => ({ family: 'ipv4' as const, bits })),
  fc.bigInt(0n, 2n ** 128n - 1n).map((bits) => ({ family: 'ipv6' as const, bits })),
)

describe('addresses', () => {
  it('come back from their text', () => {
    fc.assert(
      fc.property(ip, (one) => {
        expect(parseIp(formatIp(one))).toEqual(one)
      }),
    )
  })

  it.each([
    ['172.17.20.39', '172.17.20.39'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['::', '::'],
    ['172.17.20', null],
    ['172.17.20.256', null],
    ['172.017.20.1', null],
    ['1::2::3', null],
    ['12345::', null],
    ['', null],
  ])('%s is %s', (text, canonical) => {
    const parsed = parseIp(text)
    expect(parsed ? formatIp(parsed) : null).toBe(canonical)
  })

  it('are those that Node takes for addresses, but for zones', () => {
    const piece = fc.oneof(
      fc.constantFrom(':', '::', '.', '0', '1.2.3.4', 'ffff', '00', ' ', '%', '/'),
      fc.integer({ min: 0, max: 300 }).map(String),
      fc.integer({ min: 0, max: 70_000 }).map((group) => group.toString(16)),
    )
    const text = fc.oneof(
      fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join('')),
      fc.array(piece, { minLength: 8, maxLength: 8 }).map((pieces) => pieces.join(':')),
      fc.array(piece, { minLength: 4, maxLength: 4 }).map((pieces) => pieces.join('.')),
    )
    const families: Record<number, string | null> = { 0: null, 4: 'ipv4', 6: 'ipv6' }
    fc.assert(
      fc.property(text, (one) => {
        const family = ipFamily(one)
        if (!one.includes('%')) expect(family).toBe(families[isIP(one)])
        const parsed = parseIp(one)
        expect([family, canonicalIp(one)]).toEqual([parsed?.family ?? null, parsed && formatIp(parsed)])
      }),
      { numRuns: 2_000 },
    )
  })

  it('lie in the prefix made of them', () => {
    fc.assert(
      fc.property(ip, fc.nat(128), (one, length) => {
        expect(prefixContains(prefixOf(one, one.family === 'ipv4' ? length % 33 : length), one)).toBe(true)
      }),
    )
  })

  it.each([
    ['255.255.240.0', 20],
    ['255.255.255.255', 32],
    ['0.0.0.0', 0],
    ['255.0.255.0', null],
  ])('netmask %s has length %s', (text, length) => expect(netmaskLength(text)).toBe(length))

  it('prefixes clear host bits', () => {
    const prefix = parsePrefix('172.17.20.39/20')
    expect(prefix && formatPrefix(prefix)).toBe('172.17.16.0/20')
    expect(prefix && prefixSize(prefix)).toBe(4096n)
    expect(parsePrefix('10.0.0.0/33')).toBeNull()
  })

  it.each([
    ['00-16-3E-0A-5C-F1', '00:16:3e:0a:5c:f1'],
    ['0:16:3e:a:5c:f1', '00:16:3e:0a:5c:f1'],
    ['0016.3e0a.5cf1', '00:16:3e:0a:5c:f1'],
    ['00:00:00:00:00:00', null],
    ['nonsense', null],
  ])('MAC %s is %s', (text, mac) => expect(parseMac(text)).toBe(mac))

  it.each([
    ['172.17.20.39', { kind: 'ip', ip: '172.17.20.39' }],
    ['172.17.', { kind: 'prefix', prefix: '172.17.0.0/16' }],
    ['172.17.16.0/20', { kind: 'prefix', prefix: '172.17.16.0/20' }],
    ['5c:f1', { kind: 'mac-part', part: '5c:f1' }],
    ['vmA', { kind: 'name', name: 'vmA' }],
    ['  ', null],
  ])('"%s" searches for %o', (text, term) => expect(parseSearchTerm(text)).toEqual(term))
})
