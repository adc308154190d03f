import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectDocument, detectFormat, FORMATS } from '../../../core/guest/formats/detect-format'
import { parseTranscript } from '../../../core/guest/transcript/parse-transcript'
import { splitLines } from '../../../core/text/lines'
import { LINUX_SAMPLES, UNIX_SAMPLES } from './capture-samples'
import { HYPERVISOR_SAMPLES } from './hypervisor-samples'
import { WINDOWS_SAMPLES } from './windows-samples'

const TEXTS = [...LINUX_SAMPLES, ...UNIX_SAMPLES, ...WINDOWS_SAMPLES, ...HYPERVISOR_SAMPLES].map((one) => one.text)
const READERS = FORMATS.filter((format) => format.kind === 'capture' || format.kind === 'neigh')

/** What breaks a paste: pieces cut out, put elsewhere, of another capture, and characters that mean something. */
const PIECES = [
  '',
  '\n',
  ' ',
  '\t',
  ':',
  '/',
  '"',
  '{',
  ']',
  '<',
  '>',
  '|',
  '\\',
  '\u001b[31m',
  '\u001b',
  ' . . :',
  '%',
  '(',
  '-->',
  '\r',
  '：',
  '0',
]
const spoilt = fc
  .tuple(
    fc.constantFrom(...TEXTS),
    fc.array(
      fc.record({
        at: fc.nat(),
        length: fc.nat(60),
        insert: fc.oneof(
          fc.constantFrom(...PIECES),
          fc.constantFrom(...TEXTS).map((text) => text.slice(0, 90)),
        ),
      }),
      { maxLength: 6 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((held, { at, length, insert }) => {
      const from = at % (held.length + 1)
      return held.slice(0, from) + insert + held.slice(from + length)
    }, text),
  )

describe('a spoilt capture', () => {
  it('is read by every reader without failing; no line is forgotten, nothing points outside the text', () => {
    fc.assert(
      fc.property(spoilt, fc.nat(), (text, pick) => {
        const lines = splitLines(text)
        const formats = [detectDocument(lines, text) ?? detectFormat(lines), READERS[pick % READERS.length]]
        for (const format of formats) {
          const content = format?.read(lines, null)
          if (!content) continue
          const marked = new Set(content.reading.marks.map((mark) => mark.line))
          for (const line of lines) if (line.text.trim() !== '') expect(marked, format?.name).toContain(line.number)
          const spans = content.reading.problems.map((problem) => problem.span)
          if (content.kind === 'capture')
            for (const link of content.reading.value) {
              spans.push(...link.addresses.map((held) => held.span))
              if (link.macSpan) spans.push(link.macSpan)
            }
          for (const { start, end } of spans) {
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeGreaterThanOrEqual(start)
            expect(end).toBeLessThanOrEqual(text.length)
          }
        }
        const transcript = parseTranscript(text)
        const marked = new Set(transcript.marks.map((mark) => mark.line))
        for (const line of lines) if (line.text.trim() !== '') expect(marked, 'transcript').toContain(line.number)
      }),
      { numRuns: Number(process.env.ROLLCALL_FUZZ_RUNS ?? 300) },
    )
  }, 60_000)
})
