import { describe, expect, it } from 'vitest'
import { tracePacket, traceVerdict } from '../../../core/openflow/trace-packet'
import { parseCtState } from '../../../core/openflow/translate/translate'
import { type ExpectedTrace, listTraceCases, type TraceCase } from '../../support/trace-cases'

const asSet = (verdict: unknown): unknown => (Array.isArray(verdict) ? verdict.map(String).sort() : verdict)
/** Numbers of recirculations are given as they come, and the ports of a flood in any order. */
const asPlain = (text: string): string =>
  text
    .replace(/recirc\(0x[0-9a-f]+\)/g, 'recirc')
    .replace(/recirc_id=(0x)?[0-9a-f]+/g, 'recirc_id')
    .split(/,(?![^(]*\))/)
    .sort()
    .join()

function traceOf({ built }: TraceCase, { packet, bridge, options, rawPacketHex }: ExpectedTrace) {
  const ctNext = options.flatMap((option, i) =>
    option === '--ct-next' ? [parseCtState(options[i + 1] ?? '') ?? 0] : [],
  )
  const hasPacket = options.some((option) => /^--?generate$/.test(option)) || (rawPacketHex ?? null) !== null
  const question = { packet, bridge, ctNext, hasPacket }
  const answer = tracePacket(built, question)
  const verdict = traceVerdict(built, question)
  if (typeof answer !== 'string' && typeof verdict !== 'string') expect(verdict.verdict).toEqual(answer.verdict)
  return answer
}

describe.each(['trace', 'trace-oracle', 'trace-pipeline'])("Open vSwitch's own traces: %s", (kind) => {
  it.each(listTraceCases(kind).map((one) => [one.name, one] as const))('%s', (_name, one) => {
    for (const expected of one.expected) {
      const answer = traceOf(one, expected)
      expect(typeof answer, expected.packet).toBe('object')
      if (typeof answer === 'string') continue
      expect(
        {
          packet: expected.packet,
          verdict: asSet(answer.verdict),
          controller: answer.controller,
          datapathActions: answer.datapathActions.map(asPlain),
          finalFlow: answer.finalFlow.map(asPlain),
        },
        expected.packet,
      ).toEqual({
        packet: expected.packet,
        verdict: asSet(expected.verdict),
        controller: expected.controller,
        datapathActions: expected.datapathActions.map(asPlain),
        finalFlow: expected.finalFlow.map(asPlain),
      })
    }
  })
})
