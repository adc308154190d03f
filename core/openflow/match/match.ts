import type { Field } from '../fields/field-table'
import { FLOW_WORDS, type Flow, newFlow } from '../fields/flow-layout'

/** What a rule asks of one word of a flow: under the mask it must have this value. */
export type WordTest = { readonly at: number; readonly mask: number; readonly value: number }

/** One field a rule asks for, as it was written. */
export type MatchField = {
  readonly field: string // the field's first name, dl_src rather than eth_src where dumps print it so
  readonly definition: Field
  readonly value: bigint
  readonly mask: bigint
}

/** A rule matches a packet when every test holds. `unknown` are the tokens no table of fields knows: such a rule cannot be judged. */
export type Match = {
  readonly fields: readonly MatchField[]
  readonly tests: readonly WordTest[]
  readonly unknown: readonly string[]
}

/** The tests of a value and a mask over all words, in the order of the words. */
export function testsOf(value: Flow, mask: Flow): WordTest[] {
  const tests: WordTest[] = []
  for (let at = 0; at < FLOW_WORDS; at++) {
    const ones = mask[at] as number
    if (ones !== 0) tests.push({ at, mask: ones, value: ((value[at] as number) & ones) >>> 0 })
  }
  return tests
}

/** What a match asks for, as one value and one mask over all words. */
export function askedOf({ tests }: Match): { value: Flow; mask: Flow } {
  const asked = { value: newFlow(), mask: newFlow() }
  for (const { at, mask, value } of tests) {
    asked.mask[at] = mask
    asked.value[at] = value
  }
  return asked
}

export function matchesFlow(match: Match, flow: Flow): boolean {
  for (const test of match.tests) if (((flow[test.at] as number) & test.mask) !== (test.value | 0)) return false
  return true
}
