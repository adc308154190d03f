import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectDocument, FORMATS } from '../../core/guest/formats/detect-format'
import { parseTranscript } from '../../core/guest/transcript/parse-transcript'
import { readFlowDocument } from '../../core/openflow/formats/flow-format'
import { detectFlowFormat, FLOW_FORMATS } from '../../core/openflow/formats/formats'
import { EXPORT_FORMATS } from '../../core/registry/exports/formats'
import { readExportDocument } from '../../core/registry/exports/read-export-document'
import { splitLines } from '../../core/text/lines'
import type { Problem } from '../../core/text/span'
import { listCases } from '../support/cases'

const INPUTS = 100_000
const LENGTH_MAX = 2500 // characters of a seed: a part of a long one says as much

/** Real evidence of every kind; what is tried is made from it. */
const SEEDS = ['guest', 'neigh', 'iptables', 'vip', 'fabric', 'flows', 'parse-flows'].flatMap((kind) =>
  listCases(kind, '').map(({ name, input }) => ({ kind, name, lines: input.slice(0, LENGTH_MAX).split('\n') })),
)
const NASTY = [
  '',
  '\0',
  '\u{1f600}',
  '{',
  '}',
  '"',
  '[',
  '\t',
  '::',
  '/',
  '0x',
  '-1',
  '999999999999',
  '<!--',
  '&a;',
  '*x',
  '\\',
  'inet ',
  'ff:ff',
]

/** Ways to spoil a text: lines are lost, doubled, swapped, cut, joined with those of another text, characters put in. */
const spoilt = fc
  .record({
    seed: fc.nat(SEEDS.length - 1),
    other: fc.nat(SEEDS.length - 1),
    changes: fc.array(
      fc.record({
        what: fc.nat(6),
        at: fc.nat(400),
        to: fc.nat(400),
        column: fc.nat(120),
        nasty: fc.constantFrom(...NASTY),
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ seed, other, changes }) => {
    const { kind, name, lines: original } = SEEDS[seed] as (typeof SEEDS)[number]
    const lines = [...original]
    for (const { what, at, to, column, nasty } of changes) {
      const i = at % Math.max(1, lines.length)
      const line = lines[i] ?? ''
      if (what === 0) lines.splice(i, 1)
      else if (what === 1) lines.splice(i, 0, line)
      else if (what === 2) lines.splice(to % (lines.length + 1), 0, ...lines.splice(i, 1))
      else if (what === 3) lines[i] = line.slice(0, column)
      else if (what === 4) lines[i] = line.slice(0, column) + nasty + line.slice(column)
      else if (what === 5) lines.length = i
      else lines.splice(i, 0, ...(SEEDS[other]?.lines.slice(to % 40, (to % 40) + 5) ?? []))
    }
    return { kind, name, text: lines.join('\n') }
  })

function expectInside(problems: readonly Problem[], text: string): void {
  const outside = problems.find(
    ({ span, reason }) => span.start < 0 || span.start > span.end || span.end > text.length || reason === '',
  )
  expect(outside).toBeUndefined()
}

describe('no text', () => {
  it(`makes a reader fail or forget a line (${INPUTS.toLocaleString('en')} spoilt captures)`, () => {
    fc.assert(
      fc.property(spoilt, ({ kind, name, text }) => {
        const lines = splitLines(text)
        const transcript = parseTranscript(text)
        const marked = new Set(transcript.marks.map((mark) => mark.line))
        // One expectation a text: millions of them would be all that the run is busy with.
        const forgotten = lines.find((line) => line.text.trim() !== '' && !marked.has(line.number))
        expect(forgotten).toBeUndefined()
        expectInside(transcript.problems, text)
        const format = detectDocument(lines, text) ?? FORMATS.find((one) => name.startsWith(`${one.name}__`))
        const content = format?.read(lines, null)
        if (content) {
          expectInside(content.reading.problems, text)
          JSON.stringify(content.reading.value)
        }
        if (kind === 'fabric') {
          const document = readExportDocument(text, lines)
          for (const one of EXPORT_FORMATS)
            if (one.recognises(document) || name.startsWith(`${one.name}__`))
              expectInside(one.read(document).problems, text)
        }
        if (kind.endsWith('flows')) {
          const document = readFlowDocument(text, lines)
          const found = detectFlowFormat(document)
          for (const one of FLOW_FORMATS) {
            if (one !== found && one.name !== 'dump-flows' && one.name !== 'add-flow') continue
            const { value, problems } = one.read(document, { isTyped: true })
            expectInside(problems, text)
            JSON.stringify(value)
          }
        }
      }),
      { numRuns: INPUTS, seed: 20261124 },
    )
  })
})
