import type { FabricAddress } from '../fabric'
import type { Certificates } from '../protocols/ovsdb/remote'
import { parseRemotes } from '../protocols/ovsdb/remote'
import { OvsdbReplica } from '../protocols/ovsdb/replica'
import { NORTHBOUND, SOUTHBOUND } from './wire'

/** Copies of both databases, kept current. */
export type OvnDatabases = { readonly northbound: OvsdbReplica; readonly southbound: OvsdbReplica }

/**
 * Opens both databases. `endpoint` is the northbound one; options: `southbound` (its servers), `certificate`, `key` and
 * `authority` (files, for ssl:). A sentence when an address is wrong.
 */
export function openDatabases(address: FabricAddress): OvnDatabases | string {
  const north = parseRemotes(address.endpoint)
  if (typeof north === 'string') return north
  const south = parseRemotes(address.options.southbound ?? '')
  if (typeof south === 'string') return `The southbound database: ${south}`
  const { certificate, key, authority } = address.options
  const certificates: Certificates | null = certificate && key && authority ? { certificate, key, authority } : null
  return {
    northbound: new OvsdbReplica('OVN_Northbound', NORTHBOUND, north, certificates),
    southbound: new OvsdbReplica('OVN_Southbound', SOUTHBOUND, south, certificates),
  }
}
