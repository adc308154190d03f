import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonMessages } from '../../../fabrics/protocols/ovsdb/json-messages'
import { parseRemotes } from '../../../fabrics/protocols/ovsdb/remote'
import { atomsOf, mapOf, scalarOf } from '../../../fabrics/protocols/ovsdb/value'

describe('messages without a frame', () => {
  it('are the same however the stream is cut', () => {
    const messages = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 6 })
    fc.assert(
      fc.property(messages, fc.array(fc.nat(200), { maxLength: 20 }), (sent, cuts) => {
        const stream = sent.map((one) => JSON.stringify(one)).join('')
        const points = [...new Set([0, ...cuts.map((cut) => cut % (stream.length + 1)), stream.length])].sort(
          (a, b) => a - b,
        )
        const reader = new JsonMessages(1_000_000)
        const found = points.slice(1).flatMap((end, i) => reader.take(stream.slice(points[i], end)))
        expect(JSON.stringify(found)).toBe(`[${sent.map((one) => JSON.stringify(one)).join(',')}]`)
      }),
    )
  })

  it('are nothing else, from the first character on', () => {
    expect(() => new JsonMessages(1000).take('HTTP/1.1 400 Bad Request')).toThrow('no message begins with "HTTP')
    expect(() => new JsonMessages(1000).take('{"a":1}\n }')).toThrow('no message begins with "}"')
  })

  it('end a connection when one is longer than allowed', () => {
    expect(() => new JsonMessages(10).take('{"a":"0123456789')).toThrow('longer than 10')
  })
})

describe('addresses of databases', () => {
  it.each([
    ['unix:/run/ovn/ovnnb_db.sock', [{ kind: 'unix', path: '/run/ovn/ovnnb_db.sock' }]],
    ['tcp:[fd00::1]:6641', [{ kind: 'tcp', host: 'fd00::1', port: 6641 }]],
    [
      'ssl:10.0.0.1:6641,ssl:ovn-2.example:6641',
      [
        { kind: 'ssl', host: '10.0.0.1', port: 6641 },
        { kind: 'ssl', host: 'ovn-2.example', port: 6641 },
      ],
    ],
    ['tcp:127.0.0.1', [{ kind: 'tcp', host: '127.0.0.1', port: 6640 }]],
  ])('%s', (text, remotes) => expect(parseRemotes(text)).toEqual(remotes))

  it.each(['', 'http://ovn:6641', 'tcp:', 'tcp:host:99999', `unix:/${'x'.repeat(107)}`])('%s is refused', (text) =>
    expect(typeof parseRemotes(text)).toBe('string'),
  )
})

describe('values', () => {
  it('are sets, of one element without brackets', () => {
    expect(atomsOf('a')).toEqual(['a'])
    expect(atomsOf(['set', ['a', 'b']])).toEqual(['a', 'b'])
    expect(atomsOf(['uuid', '5f3c'])).toEqual(['5f3c'])
    expect(scalarOf(['set', []])).toBeNull()
    expect([...mapOf(['map', [['k', 'v']]])]).toEqual([['k', 'v']])
  })
})
