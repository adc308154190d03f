import type { Section } from '../guest/transcript/parse-transcript'
import type { Exported } from '../registry/exports/exported-port'
import type { Evidence } from './read-evidence'

/** One thing that a text says, in words, and where. */
export type Said = { readonly text: string; readonly start: number }

/** What a text says, for people: its claims, neighbours, intents and facts, in the order in which they stand there. */
export function listSaid(evidence: Evidence): Said[] {
  if (evidence.kind === 'flows') return []
  return evidence.kind === 'guest'
    ? evidence.transcript.sections.flatMap(saidBy)
    : saidByExport(evidence.reading.exported)
}

function saidBy({ content, command, event, firstLine }: Section): Said[] {
  const about = command === null ? '' : ` (${command})`
  switch (content?.kind) {
    case 'capture':
      return content.reading.value.flatMap((link) =>
        link.addresses.map((held) => ({
          text: `${withLength(held.address, held.prefixLength)} ${content.witness === 'intent' ? 'is meant as address ' : ''}on ${held.label ?? link.name}`,
          start: held.span.start,
        })),
      )
    case 'neigh':
      return content.reading.value.map(({ address, hostname, mac, state, span }) => ({
        text: `${address ?? hostname ?? '?'} is at ${mac ?? 'no MAC'}${state ? `, ${state}` : ''}`,
        start: span.start,
      }))
    case 'intent':
      return content.reading.value.addresses.map(({ address, prefixLength, role, link, group, span }) => ({
        text: `${withLength(address, prefixLength)} is meant as ${role === 'vip' ? 'virtual IP' : 'address'}${link ? ` on ${link}` : ''}${group ? ` (${group})` : ''}`,
        start: span.start,
      }))
    case 'probe': {
      const probe = content.reading.value
      return probe ? [{ text: `${probe.tool} to ${probe.target}: ${probe.verdict}`, start: firstLine }] : []
    }
    case 'firewall':
      return [{ text: `guest firewall${about}`, start: firstLine }]
    default:
      return event
        ? [{ text: `${event.kind === 'add' ? 'adds' : 'removes'} ${event.address}${about}`, start: firstLine }]
        : []
  }
}

function saidByExport({ ports, haVips, switchInterfaces, documented }: Exported): Said[] {
  return [
    ...ports.map((port) => ({
      text: `${port.isPlanned ? 'planned: ' : ''}${port.instance ?? port.name ?? port.id ?? 'a port'} ${port.mac ?? 'without a MAC'} has ${
        port.addresses.map((one) => one.address).join(', ') || 'no address'
      }${port.allowedPairs.length > 0 ? `, may use ${port.allowedPairs.map((one) => one.ip).join(', ')}` : ''}`,
      start: port.span.start,
    })),
    ...haVips.map((havip) => ({
      text: `HAVIP ${havip.address} with ${havip.members.length} members`,
      start: havip.span.start,
    })),
    ...switchInterfaces.map((one) => ({
      text: `${one.interface} is port ${one.ofport ?? '?'} of ${one.bridge ?? 'a bridge'}`,
      start: one.span.start,
    })),
    ...documented.map((one) => ({ text: `${one.address} is documented`, start: one.span.start })),
  ]
}

const withLength = (address: string, length: number | null): string =>
  length === null ? address : `${address}/${length}`
