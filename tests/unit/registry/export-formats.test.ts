import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EXPORT_FORMATS } from '../../../core/registry/exports/formats'
import { detectExport, readExportDocument } from '../../../core/registry/exports/read-export-document'
import { positionOf } from '../../../core/text/lines'
import { agrees } from '../../support/agrees'
import { listCases } from '../../support/cases'
import { CLOUD_SAMPLES } from './cloud-samples'
import { OVSDB_SAMPLES } from './ovsdb-samples'

const EXPORT_SAMPLES = [...CLOUD_SAMPLES, ...OVSDB_SAMPLES]

describe('formats of export', () => {
  it.each(EXPORT_SAMPLES.map((one) => [`${one.format}: ${one.name}`, one] as const))('%s', (_, sample) => {
    const document = readExportDocument(sample.text)
    const format = detectExport(document)
    expect(format?.name).toBe(sample.format)
    const reading = format?.read(document)
    if (!agrees(sample.value, reading?.value)) expect(reading?.value).toEqual(sample.value)
    const places = reading?.problems.map(({ span }) => positionOf(document.lines, span.start))
    expect(places?.map(({ line, column }) => [line, column]).sort()).toEqual((sample.problems ?? []).sort())
  })

  it('has a sample of every format', () => {
    const known = new Set([
      ...EXPORT_SAMPLES.map((one) => one.format),
      ...listCases('fabric', '').map((one) => one.name.split('__')[0]),
    ])
    expect(EXPORT_FORMATS.filter((one) => !known.has(one.name))).toEqual([])
  })

  it('recognises nothing in evidence of other kinds', () => {
    const others = ['guest', 'flows', 'iptables', 'neigh'].flatMap((kind) => listCases(kind, ''))
    expect(others.filter((one) => detectExport(readExportDocument(one.input))).map((one) => one.name)).toEqual([])
  })
})

const texts = [...EXPORT_SAMPLES.map((one) => one.text), ...listCases('fabric', '').map((one) => one.input)]
const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(), fc.nat(40), fc.string({ maxLength: 12 })), { maxLength: 5 }),
  )
  .map(([text, edits]) =>
    edits.reduce((held, [at, length, insert]) => {
      const from = at % (held.length + 1)
      return held.slice(0, from) + insert + held.slice(from + length)
    }, text),
  )

describe('any text', () => {
  it('is read by every format without throwing, with spans inside the text and a mark for every line', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string({ unit: 'binary', maxLength: 300 })), (text) => {
        const document = readExportDocument(text)
        for (const format of EXPORT_FORMATS) {
          const { problems, marks } = format.read(document)
          expect(
            problems.every(({ span }) => span.start >= 0 && span.start <= span.end && span.end <= text.length),
          ).toBe(true)
          const marked = new Set(marks.map((mark) => mark.line))
          const missed = document.lines.filter((line) => line.text.trim() !== '' && !marked.has(line.number))
          if (marked.size > 0) expect(missed).toEqual([])
        }
        detectExport(document)
      }),
      { numRuns: 300 },
    )
  })

  it('may nest without end', () => {
    const deep = '['.repeat(40_000)
    for (const text of [deep, deep.replaceAll('[', '{"modules":[')])
      for (const format of EXPORT_FORMATS)
        expect(format.read(readExportDocument(text)).problems.length).toBeGreaterThanOrEqual(0)
  })
})
