import type { AdmittedSource, AllowedPair, ExportedAddress } from '../exported-port'

/** What a cloud or Neutron lets out of a port: its own addresses and its allowed pairs, an entry a pair of MAC and address. */
export function admittedSources(
  mac: string | null,
  addresses: readonly ExportedAddress[],
  allowedPairs: readonly AllowedPair[],
): AdmittedSource[] {
  const entry = (from: string | null, ip: string, span: AdmittedSource['span']): AdmittedSource => ({
    mac: from,
    ipv4: ip.includes(':') ? [] : [ip],
    ipv6: ip.includes(':') ? [ip] : [],
    span,
  })
  return [
    ...addresses.map((held) => entry(mac, held.address, held.span)),
    ...allowedPairs.map((pair) => entry(pair.mac ?? mac, pair.ip, pair.span)),
  ]
}
