import { formatFlags } from './fields/flag-names'
import { type Outcome, toOutcome } from './list-outcomes'
import { parseCtState, type Translation } from './translate/translate'

/** States that a connection may be in besides new, which is what a trace supposes (ovs-appctl(8), --ct-next). */
const STATES: readonly (readonly [flags: string, words: string])[] = [
  ['trk,est', 'the connection is established'],
  ['trk,est,rpl', 'it is an answer'],
  ['trk,new,rel', 'it is related to another connection'],
  ['trk,inv', 'the packet belongs to no connection'],
]

/** What becomes of the packet when its connections are in another state than supposed. */
export type Fork = Omit<Outcome, 'when'> & {
  readonly when: string
  readonly ctNext: readonly string[] // the state of each pass, as `--ct-next` takes it
}

/**
 * The other states of connections under which a packet fares otherwise than supposed; `given`: the states of the first
 * passes, which were told. `translateWith` runs the packet again with these states, one a pass.
 */
export function forkConnections(
  supposed: Translation,
  given: readonly number[],
  translateWith: (states: readonly number[]) => Translation,
): Fork[] {
  if (supposed.passes.length - 1 <= given.length) return []
  const fate = fateOf(toOutcome([], supposed))
  return STATES.flatMap(([flags, words]) => {
    const state = parseCtState(flags) ?? 0
    const other = translateWith([...given, ...Array<number>(PASSES_MAX).fill(state)])
    const { when: _, ...outcome } = toOutcome([], other)
    if (fateOf(outcome) === fate) return []
    const told = given.map((one) => formatFlags('ct-state', BigInt(one), ','))
    const more = Array<string>(Math.min(PASSES_MAX, other.passes.length - 1 - given.length)).fill(flags)
    return [{ ...outcome, when: words, ctNext: [...told, ...more] }]
  })
}

const PASSES_MAX = 64
const fateOf = ({ verdict, outputs, controller }: Omit<Outcome, 'when'>): string =>
  JSON.stringify([verdict, outputs, controller])
