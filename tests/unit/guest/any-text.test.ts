import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupMachines, listMoments } from '../../../core/guest/transcript/group-machines'
import { parseTranscript } from '../../../core/guest/transcript/parse-transcript'
import { listCases } from '../../support/cases'

const captures = [...listCases('guest', 'i'), ...listCases('iptables', 'iptables-list')].map((one) => one.input)

/** A real capture with some characters cut out, doubled or replaced. */
const mutated = fc
  .tuple(
    fc.constantFrom(...captures),
    fc.array(fc.tuple(fc.nat(), fc.nat(20), fc.string({ maxLength: 12 })), { maxLength: 6 }),
  )
  .map(([text, edits]) =>
    edits.reduce(
      (held, [at, length, insert]) =>
        held.slice(0, at % (held.length + 1)) + insert + held.slice((at % (held.length + 1)) + length),
      text,
    ),
  )

describe('any text', () => {
  it('is read without throwing, and no line is forgotten', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string({ maxLength: 400 })), (text) => {
        const transcript = parseTranscript(text)
        const marked = new Set(transcript.marks.map((mark) => mark.line))
        expect(transcript.lines.filter((line) => line.text.trim() !== '' && !marked.has(line.number))).toEqual([])
        groupMachines(transcript)
        listMoments(transcript)
      }),
      { numRuns: 1500 },
    )
  })
})
