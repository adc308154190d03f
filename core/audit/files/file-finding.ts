import type { FindingDraft } from '../facts'
import { sayFinding, sentenceOfFinding } from '../say-finding'
import type { Truth } from '../standing-table'
import type { FileFinding, Place } from './file-evidence'
import type { FileInterface } from './file-interface'

/** A finding on its way to the row it belongs to. `address` null: it is about the interface. */
export type LooseFinding = {
  readonly one: FileInterface | null
  readonly address: string | null
  readonly finding: FileFinding
  /** What is known of the address where no interface is meant. */
  readonly registered?: Truth
}

/** A rule's draft as a finding of files: told in a sentence, with the places it rests on. */
export function toFinding(
  { rule, severity, data }: Pick<FindingDraft, 'rule' | 'severity' | 'data'>,
  places: readonly Place[],
): FileFinding {
  const saying = sayFinding(rule, data)
  return { rule, severity, sentence: sentenceOfFinding(saying), explanation: saying.lead, places }
}
