import { isVrrpMac } from '../../ip/mac'
import type { Link } from '../capture'
import { INNER_LINK } from '../inner-link'
import type { Section, Transcript } from './parse-transcript'

/** A machine of a transcript is told from others by the MACs of its links; prompts repeat (two hosts called pg11). */
export type Machine = {
  readonly key: string
  readonly host: string | null
  readonly hint: string | null
  readonly macs: readonly string[]
}

/** Which machine a section belongs to. `isAsked`: it says so nowhere itself, the choice is a proposal for a person to confirm. */
export type Assignment = {
  readonly section: number
  readonly machine: string | null
  readonly isAsked: boolean
  readonly reason: string
}

export type Grouping = { readonly machines: readonly Machine[]; readonly assignments: readonly Assignment[] }

/** The links of a section that listed some, loopback aside. */
export const linksOf = (section: Section): readonly Link[] =>
  section.content?.kind === 'capture' ? section.content.reading.value : []

/** MACs that tell a machine from others: not those of links made inside it, nor one that several share as a virtual router. */
const tellingMacs = (section: Section): readonly string[] =>
  linksOf(section).flatMap(({ name, mac }) => (mac && !INNER_LINK.test(name) && !isVrrpMac(mac) ? [mac] : []))

const addressesOf = (section: Section): readonly string[] =>
  linksOf(section).flatMap((link) => link.addresses.map((one) => one.address))
const targetOf = (section: Section): string | null =>
  section.content?.kind === 'probe' ? (section.content.reading.value?.target ?? null) : null

/**
 * MACs decide; a section without one follows the capture that stands in the same terminal (same block and prompt); what
 * is left is proposed, and asked about: a ping without a prompt comes from whoever does not have the address pinged,
 * anything else from the machine whose heading it stands under.
 */
export function groupMachines(transcript: Transcript): Grouping {
  const machines: { key: string; host: string | null; hint: string | null; macs: string[] }[] = []
  const byMac = new Map<string, string>()
  const own = new Map<number, string>()
  for (const section of transcript.sections) {
    const macs = tellingMacs(section)
    if (macs.length === 0) continue
    const known = macs.map((mac) => byMac.get(mac)).find((key) => key !== undefined)
    let machine = machines.find((one) => one.key === known)
    if (!machine) {
      machine = { key: macs[0] ?? '', host: section.host, hint: section.hint, macs: [] }
      machines.push(machine)
    }
    for (const mac of macs) {
      if (!machine.macs.includes(mac)) machine.macs.push(mac)
      byMac.set(mac, machine.key)
    }
    own.set(section.index, machine.key)
  }
  const assignments = transcript.sections.map((section): Assignment => {
    const mine = own.get(section.index)
    if (mine) return { section: section.index, machine: mine, isAsked: false, reason: 'by its MAC' }
    const beside = transcript.sections.find(
      (other) => other.block === section.block && other.host === section.host && own.has(other.index),
    )
    if (beside)
      return {
        section: section.index,
        machine: own.get(beside.index) ?? null,
        isAsked: false,
        reason: `same terminal as line ${beside.firstLine}`,
      }
    const pinged = transcript.sections.find(
      (other) => own.has(other.index) && addressesOf(other).includes(targetOf(section) ?? ''),
    )
    const other = machines.filter((machine) => machine.key !== own.get(pinged?.index ?? -1))
    if (pinged && section.host === null && machines.length === 2 && other[0])
      return {
        section: section.index,
        machine: other[0].key,
        isAsked: true,
        reason: `it pings an address of the other, line ${pinged.firstLine}`,
      }
    const headed = machines.filter((machine) => machine.hint !== null && machine.hint === section.hint)
    if (headed.length === 1 && headed[0])
      return {
        section: section.index,
        machine: headed[0].key,
        isAsked: true,
        reason: `it stands under "${section.hint}"`,
      }
    const named = machines.filter((machine) => machine.host !== null && machine.host === section.host)
    if (named.length === 1 && named[0])
      return { section: section.index, machine: named[0].key, isAsked: true, reason: `its prompt says ${section.host}` }
    if (machines.length === 1 && machines[0])
      return { section: section.index, machine: machines[0].key, isAsked: true, reason: 'the only machine here' }
    return {
      section: section.index,
      machine: null,
      isAsked: true,
      reason: 'nothing here says which machine it is from',
    }
  })
  return { machines, assignments }
}

/** A moment at which a transcript can be believed: everything up to `line` counts. */
export type Moment = { readonly line: number; readonly label: string; readonly removes: string | null }

/** The end, and before it each removal of an address that had been shown: the person chooses which moment counts. */
export function listMoments(transcript: Transcript): Moment[] {
  const lastLine = transcript.lines.length
  const moments = transcript.sections.flatMap((section): Moment[] => {
    const event = section.event
    if (event?.kind !== 'delete') return []
    const wasShown = transcript.sections.some(
      (earlier) =>
        earlier.index < section.index &&
        linksOf(earlier).some((link) => link.addresses.some((held) => held.address === event.address)),
    )
    return wasShown
      ? [
          {
            line: section.firstLine - 1,
            label: `Before the removal, line ${section.firstLine - 1}`,
            removes: event.address,
          },
        ]
      : []
  })
  return [...moments, { line: lastLine, label: `At the end, line ${lastLine}`, removes: null }]
}
