import type { Intended } from '../../guest/intent'
import { BITS, formatIp } from '../../ip/ip'
import { parsePrefix } from '../../ip/prefix'
import type { Span } from '../../text/span'
import type { Exported, ExportedPort } from './exported-port'

/** An interface that a plan speaks of, and every address it is to be allowed there once the plan is applied. */
export type PlannedInterface = {
  readonly name: string
  readonly mac: string | null
  readonly addresses: readonly string[]
  readonly intended: readonly Intended[]
}

/** Whether an export says only what is planned. */
export const isPlan = ({ ports, haVips }: Exported): boolean =>
  ports.length + haVips.length > 0 && [...ports, ...haVips].every((one) => one.isPlanned)

/** What a plan wants, interface by interface; a planned HAVIP is wanted on each member that the plan shows. */
export function listPlanned(format: string, { ports, haVips }: Exported): PlannedInterface[] {
  return ports.flatMap((port): PlannedInterface[] => {
    if (!port.isPlanned || (port.role !== null && port.role !== 'interface')) return []
    const name = port.name ?? port.id ?? port.instance ?? port.mac ?? 'a port'
    const intended = (text: string, prefixLength: number | null, group: string | null, span: Span) =>
      intendedOn(format, port, text, prefixLength, group, span)
    return [
      {
        name,
        mac: port.mac,
        addresses: port.addresses.map((one) => one.address),
        intended: [
          ...port.addresses.flatMap((one) => intended(one.address, one.prefixLength, null, one.span)),
          ...port.allowedPairs.flatMap((pair) => intended(pair.ip, null, null, pair.span)),
          ...haVips
            .filter((havip) => havip.members.some((member) => isMember(port, member)))
            .flatMap((havip) => intended(havip.address, null, havip.name ?? havip.id, havip.span)),
        ],
      },
    ]
  })
}

const isMember = (port: ExportedPort, { ref, mac }: { readonly ref: string; readonly mac: string | null }): boolean =>
  [port.id, port.name, port.instance].includes(ref) || (mac !== null && mac === port.mac)

function intendedOn(
  source: string,
  { mac }: ExportedPort,
  text: string,
  prefixLength: number | null,
  group: string | null,
  span: Span,
): Intended[] {
  const prefix = parsePrefix(text)
  if (!prefix) return []
  const isPool = prefix.length < BITS[prefix.family]
  return [
    {
      source,
      group,
      link: null,
      mac,
      address: formatIp(prefix),
      prefixLength: isPool ? prefix.length : prefixLength,
      role: 'planned',
      isPool,
      span,
    },
  ]
}
