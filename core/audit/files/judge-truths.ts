import { parseIp } from '../../ip/ip'
import { admitsAddress, ownAddresses } from '../../registry/exports/admits-address'
import type { RegistrationKind } from '../../registry/snapshot'
import type { Truth } from '../standing-table'
import { type FileInterface, speakingPorts } from './file-interface'

/** Whether captures show the address: no needs a listing that is complete for its family. */
export function configuredOn(one: FileInterface, address: string): Truth {
  if (one.claims.has(address)) return 'yes'
  return one.listed[address.includes(':') ? 'ipv6' : 'ipv4'] ? 'no' : 'unknown'
}

/** Whether a HAVIP's membership alone lets the interface use the address. */
export const isGranted = (one: FileInterface, address: string): boolean =>
  one.haVips.get(address)?.havip.isGrant ?? false

/** Whether the registries allow the address, sent from the MAC that the guest really uses; each that speaks must allow it. */
export function registeredOn(one: FileInterface, address: string): Truth {
  const ip = parseIp(address)
  if (!ip) return 'unknown'
  if (isGranted(one, address)) return 'yes'
  const sent = (one.claims.get(address) ?? []).flatMap((claim) => claim.mac ?? [])
  const macs = sent.length > 0 ? [...new Set(sent)] : [one.mac]
  const answers = speakingPorts(one).flatMap(({ port }) => macs.map((mac) => admitsAddress(port, mac, ip)))
  if (answers.includes('no')) return 'no'
  return answers.includes('yes') ? 'yes' : 'unknown'
}

/** What kind of registration allows an address; null when none does. */
export function kindOf(one: FileInterface, address: string): RegistrationKind | null {
  if (isGranted(one, address)) return 'havip'
  if (registeredOn(one, address) !== 'yes') return null
  const own = speakingPorts(one).flatMap(({ port }) => ownAddresses(port).get(address) ?? [])
  if (own.length === 0) return 'allowed-pair'
  return own.some((held) => held.primary) ? 'primary' : 'secondary'
}
