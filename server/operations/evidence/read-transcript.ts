import { type Binding, type Proposal, proposeBindings, proposeInventory } from '../../../core/guest/propose-bindings'
import {
  type Grouping,
  groupMachines,
  linksOf,
  listMoments,
  type Moment,
} from '../../../core/guest/transcript/group-machines'
import type { Transcript } from '../../../core/guest/transcript/parse-transcript'
import type { Sql } from '../../store/database'
import { findKnownNics } from '../../store/inventory'
import { findOwner, type Owner, type Surroundings } from './find-owner'

export const TRANSCRIPT_BYTES_MAX = 16 * 1024 * 1024

/** Guest evidence with all that is proposed about it, before anything is stored. */
export type ReadTranscript = {
  readonly transcript: Transcript
  readonly grouping: Grouping
  readonly moments: readonly Moment[]
  readonly bindings: readonly Binding[]
  readonly proposal: Proposal
  readonly owners: ReadonlyMap<number, Owner> // of sections that belong to no machine of this text
}

export async function readTranscript(sql: Sql, transcript: Transcript, around: Surroundings): Promise<ReadTranscript> {
  const grouping = groupMachines(transcript)
  const links = (machine: string) =>
    transcript.sections.filter((section) => grouping.assignments[section.index]?.machine === machine).flatMap(linksOf)
  const addresses = grouping.machines.flatMap((machine) =>
    links(machine.key).flatMap((link) => link.addresses.map((held) => held.address)),
  )
  const known = await findKnownNics(
    sql,
    grouping.machines.flatMap((machine) => machine.macs),
    addresses,
    grouping.machines.flatMap((machine) => machine.host ?? []),
    around.vpcId,
  )
  const bindings = proposeBindings(grouping.machines, links, known)
  const fresh = grouping.machines.filter((machine) =>
    bindings.find((binding) => binding.machine === machine.key)?.match.match(/^(new|several)$/),
  )
  const owners = new Map<number, Owner>()
  for (const section of transcript.sections) {
    if (grouping.assignments[section.index]?.machine || (section.content === null && section.event === null)) continue
    owners.set(section.index, await findOwner(sql, section, around))
  }
  return {
    transcript,
    grouping,
    moments: listMoments(transcript),
    bindings,
    proposal: proposeInventory(fresh, links),
    owners,
  }
}
