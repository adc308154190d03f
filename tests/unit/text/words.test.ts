import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineLog } from '../../../core/guest/capture'
import { splitLines } from '../../../core/text/lines'
import { indentOf, isSpace, splitWords } from '../../../core/text/words'

const text = fc
  .array(fc.oneof(fc.constantFrom(' ', '\t', '\r', '\n', '\u00a0', '\u3000', '\ufeff', 'a', 'bc'), fc.string()))
  .map((pieces) => pieces.join(''))

describe('words and lines, as regular expressions would have them', () => {
  it('white space is that of \\s', () => {
    for (let code = 0; code < 65_536; code++)
      if (isSpace(code) !== /\s/.test(String.fromCharCode(code))) expect.fail(`U+${code.toString(16)}`)
  })

  it('words are what stands between it', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(splitWords(one)).toEqual(one.match(/\S+/g) ?? [])
        expect(indentOf(one)).toBe(one.length - one.trimStart().length)
      }),
    )
  })

  it('lines end at LF, CRLF and CR', () => {
    fc.assert(
      fc.property(text, (one) => {
        const parts = one.split(/\r\n|\r|\n/)
        if (parts.at(-1) === '') parts.pop()
        const lines = splitLines(one)
        expect(lines.map((line) => line.text)).toEqual(parts)
        for (const line of lines) expect(one.startsWith(line.text, line.start)).toBe(true)
      }),
    )
  })
})

describe('marks of lines', () => {
  it('come in the order of the lines, whichever was marked first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.boolean())), (steps) => {
        const log = new LineLog()
        const expected = new Map<number, string>()
        for (const [number, isFact] of steps) {
          const line = { text: 'x', start: 0, number }
          if (isFact) log.fact(line, 'f')
          else log.known(line, 'k')
          if (isFact || !expected.has(number)) expected.set(number, isFact ? 'f' : 'k')
        }
        expect(log.reading(null).marks.map(({ line, note }) => [line, note])).toEqual(
          [...expected].sort(([a], [b]) => a - b),
        )
      }),
    )
  })
})
