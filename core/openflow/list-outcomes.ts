import { outputsOf, reachesController } from './translate/datapath-action'
import type { Translation } from './translate/translate'

/** Where a packet goes under one way that choices may fall, or states of connections may be. */
export type Outcome = {
  readonly when: readonly string[]
  readonly verdict: 'drop' | 'unknown' | readonly (number | 'LOCAL')[]
  readonly outputs: readonly { readonly port: string; readonly ofport: number | 'LOCAL'; readonly bridge: string }[]
  readonly controller: boolean
}
export type Outcomes = { readonly list: readonly Outcome[]; readonly isCut: boolean } // isCut: there are more

const OUTCOMES_MAX = 64

/**
 * Everything that may become of a packet where rules choose by a hash that is not known: each choice is let fall each
 * way. `translateWith` runs the packet again under choices already made.
 */
export function listOutcomes(first: Translation, translateWith: (choices: readonly number[]) => Translation): Outcomes {
  if (!first.unknown.some((one) => one.choice)) return { list: [], isCut: false }
  const found = new Map<string, Outcome>()
  let left = OUTCOMES_MAX
  let isCut = false
  const follow = (choices: readonly number[], when: readonly string[], translation: Translation): void => {
    const open = translation.unknown.find((one) => one.choice)?.choice
    if (!open) return add(found, toOutcome(when, translation))
    for (const [i, option] of open.options.entries()) {
      if (left-- <= 0) {
        isCut = true
        return
      }
      const made = [...choices, i]
      follow(made, [...when, `${open.between}: ${option}`], translateWith(made))
    }
  }
  follow([], [], first)
  return { list: [...found.values()], isCut }
}

/** Ways that come to the same are told together. */
function add(found: Map<string, Outcome>, one: Outcome): void {
  const key = JSON.stringify([one.verdict, one.outputs, one.controller])
  const same = found.get(key)
  const when = one.when.join(', ')
  found.set(key, { ...one, when: same ? [...same.when, when] : [when] })
}

export function toOutcome(when: readonly string[], { passes, unknown }: Translation): Outcome {
  const outputs = passes
    .flatMap((pass) => outputsOf(pass.actions))
    .map((one) => ({ port: one.name, ofport: numberOf(one.ofport), bridge: one.bridge }))
  const controller = passes.some((pass) => reachesController(pass.actions))
  const ports = outputs.map((one) => one.ofport)
  const verdict = unknown.length > 0 ? 'unknown' : ports.length > 0 ? ports : controller ? [] : 'drop'
  return { when, verdict, outputs, controller }
}

const LOCAL = 0xfffe
const numberOf = (ofport: number): number | 'LOCAL' => (ofport === LOCAL ? 'LOCAL' : ofport)
