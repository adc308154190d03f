import { deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UNPACK_LIMITS, unpack } from '../../../core/intake/unpack'
import { unpackFile } from '../../../intake/open-packed'
import { packTar } from '../../support/pack-tar'
import { packZip } from '../../support/pack-zip'

const TEXT = 'inet 10.0.0.1/24\n'
const UTF16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(TEXT, 'utf16le')])
const GBK = Buffer.from([0xcd, 0xf8, 0xbf, 0xa8, 0x0a]) // 网卡
const says = (path: string, bytes: Uint8Array) => {
  const { inputs, refused } = unpackFile(path, bytes)
  return [...inputs.map((one) => [one.path, one.text]), ...refused.map((one) => [one.path, one.reason])]
}
const tar = packTar({ 'db1/ip.txt': TEXT, 'db1/x.bin': Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]) })
const zip = packZip({
  'a/stored.txt': { bytes: Buffer.from(TEXT) },
  'b.txt': { bytes: deflateRawSync(TEXT), method: 8, size: TEXT.length },
})

type Row = readonly [what: string, path: string, bytes: Uint8Array, says: (readonly [string, string])[]]
const ROWS: readonly Row[] = [
  ['a text', 'a.txt', Buffer.from(TEXT), [['a.txt', TEXT]]],
  ['a text of PowerShell', 'a.txt', UTF16, [['a.txt', `${TEXT}`]]],
  ['a text of a Chinese Windows', 'a.txt', GBK, [['a.txt', '网卡\n']]],
  ['gzip, whatever it is called', 'a.dat', gzipSync(TEXT), [['a.dat', TEXT]]],
  ['gzip in gzip', 'a.gz.gz', gzipSync(gzipSync(TEXT)), [['a', TEXT]]],
  [
    'tar',
    'all.tar',
    tar,
    [
      ['all.tar/db1/ip.txt', TEXT],
      ['all.tar/db1/x.bin', 'no text: neither UTF-8, UTF-16 nor GBK'],
    ],
  ],
  ['tar in gzip', 'all.tgz', gzipSync(packTar({ x: TEXT })), [['all.tar/x', TEXT]]],
  ['gzip in tar', 'all.tar', packTar({ 'x.gz': gzipSync(TEXT) }), [['all.tar/x', TEXT]]],
  [
    'zip',
    'all.zip',
    zip,
    [
      ['all.zip/a/stored.txt', TEXT],
      ['all.zip/b.txt', TEXT],
    ],
  ],
  [
    'names that climb: labels, no places',
    't.tar',
    packTar({ '../../etc/passwd': TEXT }),
    [['t.tar/../../etc/passwd', TEXT]],
  ],
  [
    'a link',
    't.tar',
    packTar({ l: '', x: TEXT }, { l: '2' }),
    [
      ['t.tar/x', TEXT],
      ['t.tar/l', 'a link, not a file'],
    ],
  ],
  ['a directory', 't.tar', packTar({ 'd/': '', x: TEXT }, { 'd/': '5' }), [['t.tar/x', TEXT]]],
  [
    'what macOS keeps beside files',
    't.tar',
    packTar({ './._x': TEXT }),
    [['t.tar/./._x', 'what macOS keeps beside a file']],
  ],
  [
    'an archive that ends early',
    't.tar',
    tar.subarray(0, 515),
    [['t.tar/…', 'the archive ends before this file does']],
  ],
  ['a damaged gzip', 'a.gz', gzipSync(TEXT).subarray(0, 20), [['a.gz', 'damaged: it cannot be unpacked']]],
  ['an encrypted zip', 'z.zip', packZip({ x: { bytes: Buffer.from(TEXT), flags: 1 } }), [['z.zip/x', 'encrypted']]],
  [
    'xz',
    'a.xz',
    Uint8Array.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
    [['a.xz', 'packed with xz: unpack it, or pack it with gzip']],
  ],
  ['nothing', 'a', new Uint8Array(), [['a', 'empty']]],
  ['a name with control characters', 'a\u001b[2J', Buffer.from(TEXT), [['a\ufffd[2J', TEXT]]],
]

describe('what is handed over is taken apart', () => {
  it.each(ROWS)('%s', (_, path, bytes, expected) => {
    expect(says(path, bytes)).toEqual(expected)
  })

  it('long names: ustar prefixes and those of GNU tar and pax', () => {
    const long = `${'d'.repeat(120)}/ip.txt`
    const gnu = packTar({ '././@LongLink': `${long}\0`, short: TEXT }, { '././@LongLink': 'L' })
    const record = `path=${long}\n`
    const pax = packTar({ p: `${record.length + 4} ${record}`, short: TEXT }, { p: 'x' })
    for (const bytes of [gnu, pax]) expect(says('t.tar', bytes)).toEqual([[`t.tar/${long}`, TEXT]])
  })
})

describe('nothing grows without end', () => {
  const zeros = Buffer.alloc(40 * 1024 * 1024)
  it.each([
    ['a gzip of zeros', gzipSync(zeros)],
    ['a gzip of a gzip of zeros', gzipSync(gzipSync(zeros))],
    ['a zip of zeros', packZip({ z: { bytes: deflateRawSync(zeros), method: 8, size: zeros.length } })],
  ])('%s', (_, bytes) => {
    const [found] = unpackFile('bomb', bytes).refused
    expect(found?.reason).toMatch(/more than 200 times its size/)
  })

  it('archives in archives, many members, much text', () => {
    const text = Buffer.from(TEXT)
    const openers = { gunzip: () => ({ bytes: text }), inflate: () => ({ bytes: text }), decode: () => TEXT }
    const small = { ...UNPACK_LIMITS, entriesMax: 2, bytesMax: 40 }
    const members = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}`, TEXT]))
    const many = unpack('t.tar', packTar(members), openers, small)
    expect([many.inputs.length, many.refused.at(-1)]).toEqual([
      2,
      { path: '7 more', reason: 'more than 2 files; send them in parts' },
    ])
    const large = unpack('t.tar', packTar({ a: TEXT.repeat(2), b: TEXT.repeat(2) }), openers, small)
    expect(large.refused).toEqual([{ path: 't.tar/b', reason: 'all of it is more than 0 MiB' }])
    let nested = packTar({ x: TEXT })
    for (let i = 0; i < 6; i++) nested = packTar({ 'in.tar': nested })
    expect(unpackFile('t.tar', nested).refused[0]?.reason).toContain('deep in each other')
  })

  it('many small bombs cost no more than a large one', () => {
    let opened = 0
    const openers = {
      gunzip: (_: Uint8Array, bytesMax: number) => {
        opened += bytesMax
        return { failure: 'too-large' as const }
      },
      inflate: () => ({ failure: 'damaged' as const }),
      decode: () => null,
    }
    const bombs = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`${i}`, Uint8Array.from([0x1f, 0x8b, 8])]))
    unpack('t.tar', packTar(bombs), openers)
    expect(opened).toBeLessThanOrEqual(UNPACK_LIMITS.openedBytesMax)
  })

  it('any bytes: nothing is thrown, nothing is lost', () => {
    const seeds = [tar, zip, gzipSync(tar), Buffer.from(TEXT)]
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.record({ at: fc.nat(4000), byte: fc.nat(255) }), { maxLength: 12 }),
        fc.nat(4000),
        (seed, changes, end) => {
          const bytes = Uint8Array.from(seed.subarray(0, Math.max(1, end)))
          for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte
          const { inputs, refused } = unpackFile('x', bytes)
          return inputs.length + refused.length > 0 || bytes.every((byte, i) => i < 512 || byte === 0)
        },
      ),
      { numRuns: 400 },
    )
  })
})
