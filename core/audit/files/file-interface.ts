import type { IpFamily } from '../../ip/ip'
import type { ExportedHaVip, ExportedPort } from '../../registry/exports/exported-port'
import type { EvidenceMachine, Place } from './file-evidence'

/** A claim: the machine has the address on this link, as the characters at `place` show. */
export type FileClaim = {
  readonly link: string
  readonly label: string | null
  readonly mac: string | null
  readonly prefixLength: number | null
  readonly byHand: boolean
  readonly place: Place
}

/** An interface as files know it: what registries say of it (its ports) and what captures show on it. */
export type FileInterface = {
  readonly index: number
  mac: string | null
  link: string | null
  machine: EvidenceMachine | null
  readonly ports: { readonly source: string; readonly port: ExportedPort }[]
  readonly haVips: Map<string, FileHaVip> // by address
  readonly claims: Map<string, FileClaim[]>
  readonly listed: Record<IpFamily, boolean> // whether a capture showed every address of the family
}

/** A HAVIP with those of its members that some export or capture knows. */
export type FileHaVip = {
  readonly index: number
  readonly source: string
  readonly havip: ExportedHaVip
  readonly members: Set<FileInterface>
}

/** Planned ports say what will be: where there is a plan it speaks for the registry. */
export function speakingPorts(one: FileInterface): readonly { readonly source: string; readonly port: ExportedPort }[] {
  const planned = one.ports.filter(({ port }) => port.isPlanned)
  return planned.length > 0 ? planned : one.ports
}

export const nameOfInterface = (one: FileInterface): string | null =>
  one.ports.map(({ port }) => port.name ?? port.id).find((name) => name !== null) ?? one.link

export const networkOf = (one: FileInterface): string | null =>
  one.ports.map(({ port }) => port.network).find((network) => network !== null) ?? null

export const guestOf = (one: FileInterface): string =>
  one.machine?.name ??
  one.ports.map(({ port }) => port.instance).find((instance) => instance !== null) ??
  nameOfInterface(one) ??
  'a guest'
