import { type Binding, type Proposal, proposeBindings, proposeInventory } from '../../../core/guest/propose-bindings'
import {
  type Grouping,
  groupMachines,
  linksOf,
  listMoments,
  type Moment,
} from '../../../core/guest/transcript/group-machines'
import { parseTranscript, type Transcript } from '../../../core/guest/transcript/parse-transcript'
import type { Sql } from '../../store/database'
import { findKnownNics } from '../../store/inventory'

export const TRANSCRIPT_BYTES_MAX = 16 * 1024 * 1024

/** A pasted text with all that is proposed about it, before anything is stored. */
export type ReadTranscript = {
  readonly transcript: Transcript
  readonly grouping: Grouping
  readonly moments: readonly Moment[]
  readonly bindings: readonly Binding[]
  readonly proposal: Proposal
}

export async function readTranscript(sql: Sql, text: string, vpcId: number | null): Promise<ReadTranscript> {
  const transcript = parseTranscript(text)
  const grouping = groupMachines(transcript)
  const links = (machine: string) =>
    transcript.sections.filter((section) => grouping.assignments[section.index]?.machine === machine).flatMap(linksOf)
  const addresses = grouping.machines.flatMap((machine) =>
    links(machine.key).flatMap((link) => link.addresses.map((held) => held.address)),
  )
  const hostnames = grouping.machines.flatMap((machine) => machine.host ?? [])
  const known = await findKnownNics(
    sql,
    grouping.machines.flatMap((machine) => machine.macs),
    addresses,
    hostnames,
    vpcId,
  )
  const bindings = proposeBindings(grouping.machines, links, known)
  const fresh = grouping.machines.filter((machine) =>
    bindings.find((binding) => binding.machine === machine.key)?.match.match(/^(new|several)$/),
  )
  return { transcript, grouping, moments: listMoments(transcript), bindings, proposal: proposeInventory(fresh, links) }
}
