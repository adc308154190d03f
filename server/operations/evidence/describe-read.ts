import type { ImportAsked, ImportMachine } from '../../store/import-preview'
import type { ReadTranscript } from './read-transcript'

/** The machines of a text with the guests they are proposed to be. */
export const machinesOf = (read: ReadTranscript): ImportMachine[] =>
  read.grouping.machines.map((machine) => {
    const binding = read.bindings.find((one) => one.machine === machine.key)
    return {
      key: machine.key,
      host: machine.host,
      hint: machine.hint,
      match: binding?.match ?? 'new',
      candidates: binding?.candidates ?? [],
      proposedName: read.proposal.guests.find((guest) => guest.machine === machine.key)?.name ?? null,
    }
  })

/** Pieces that do not say themselves whose they are. */
export const askedOf = (read: ReadTranscript): ImportAsked[] =>
  read.grouping.assignments.flatMap((one): ImportAsked[] => {
    const section = read.transcript.sections[one.section]
    if (!section || (section.content === null && section.event === null)) return []
    const owner = read.owners.get(one.section)
    if (owner ? !owner.isAsked : !one.isAsked) return []
    return [
      {
        section: one.section,
        firstLine: section.firstLine,
        command: section.command ?? section.content?.format ?? null,
        machine: one.machine,
        guest: owner?.guest ?? null,
        reason: owner?.reason ?? one.reason,
      },
    ]
  })
