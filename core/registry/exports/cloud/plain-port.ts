import type { ExportedAddress, ExportedHaVip, ExportedPort } from '../exported-port'

export const plainAddress = ({ family, address, prefixLength, primary }: ExportedAddress) => ({
  family,
  address,
  prefixLength,
  primary,
})

/** A cloud's port as `parse registry` prints it. */
export const plainPort = (port: ExportedPort) => ({
  id: port.id,
  name: port.name,
  mac: port.mac,
  addresses: port.addresses.map(plainAddress),
  allowedPairs: port.allowedPairs.map(({ ip, mac }) => ({ ip, mac })),
  portSecurityEnabled: port.portSecurityEnabled,
  sourceDestCheck: port.sourceDestCheck,
  instance: port.instance,
  host: port.host,
  publicIps: port.publicIps,
  status: port.status,
})

/** A HAVIP as `parse registry` prints it. */
export const plainHaVip = (havip: ExportedHaVip) => ({
  id: havip.id,
  address: havip.address,
  status: havip.status,
  master: havip.master,
  associatedType: havip.associatedType,
  associated: havip.members.map((one) => one.ref),
  publicIps: havip.publicIps,
  vswitch: havip.vswitch,
})
