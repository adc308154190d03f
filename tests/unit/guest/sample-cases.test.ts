import { describe, expect, it } from 'vitest'
import { guestReader } from '../../../cli/commands/parse/parse-guest'
import { detectDocument, detectFormat } from '../../../core/guest/formats/detect-format'
import { splitLines } from '../../../core/text/lines'
import { agrees } from '../../support/agrees'
import { listCases, type SampleCase } from '../../support/cases'

/** What the command line answers for a case, and what detection and parser make of it. */
function read(kind: 'capture' | 'neigh' | 'firewall', { input }: SampleCase) {
  const lines = splitLines(input)
  const format = detectDocument(lines, input) ?? detectFormat(lines)
  return { format: format?.name, answer: guestReader(kind)(input, lines, null, {}) }
}

describe.each([
  ['guest', 'capture', ''],
  ['neigh', 'neigh', ''],
  ['iptables', 'firewall', 'iptables-list__'],
] as const)('captures of real machines, %s', (folder, kind, prefix) => {
  it.each(listCases(folder, prefix).map((one) => [one.name, one] as const))('%s', (name, one) => {
    const { format, answer } = read(kind, one)
    expect(format).toBe(name.split('__')[0])
    expect(answer.format).toBe(format)
    expect(answer.problems).toEqual([])
    if (!agrees(one.expected, answer.value)) expect(answer.value).toEqual(one.expected)
  })
})
