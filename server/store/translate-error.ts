import { err, type Result } from '../../core/result'
import type { AppError } from '../errors'

type PgError = { code?: string; constraint?: string; detail?: string; message?: string }

/** What the database's constraints mean to a person. Everything else is thrown on. */
const SENTENCES: Readonly<Record<string, AppError>> = {
  subnet_no_overlap: { kind: 'invalid', field: 'cidr', reason: 'This subnet overlaps another subnet of the VPC.' },
  subnet_inside_vpc: { kind: 'invalid', field: 'cidr', reason: 'This subnet lies in no CIDR of its VPC.' },
  vpc_cidr_in_use: { kind: 'conflict', reason: 'A subnet still lies in that CIDR.' },
  registration_one_claimant: {
    kind: 'conflict',
    reason: 'Somebody registered this address to another guest just now.',
  },
  registration_current: { kind: 'conflict', reason: 'This address is registered on this interface already.' },
  nic_vpc_id_mac_key: { kind: 'invalid', field: 'mac', reason: 'Another interface of this VPC has this MAC.' },
  nic_guest_id_name_key: { kind: 'invalid', field: 'name', reason: 'This guest has an interface of that name.' },
  nic_mac_form: { kind: 'invalid', field: 'mac', reason: 'This is no MAC.' },
  agent_token_name: { kind: 'invalid', field: 'name', reason: 'There is a token of that name.' },
  agent_token_vpc_id_fkey: { kind: 'not-found', what: 'That VPC' },
  vpc_name_key: { kind: 'invalid', field: 'name', reason: 'There is a VPC of that name.' },
  host_name_key: { kind: 'invalid', field: 'name', reason: 'There is a host of that name.' },
  guest_vpc_id_name_key: { kind: 'invalid', field: 'name', reason: 'There is a guest of that name in this VPC.' },
  havip_vpc_id_address_key: {
    kind: 'invalid',
    field: 'address',
    reason: 'There is a HAVIP with this address in this VPC.',
  },
  nic_subnet_id_fkey: { kind: 'conflict', reason: 'Interfaces are still on this subnet.' },
  havip_subnet_id_fkey: { kind: 'conflict', reason: 'HAVIPs are still in this subnet.' },
  guest_host_id_fkey: { kind: 'conflict', reason: 'Guests are still placed on this host.' },
}

/** Runs store work and answers constraint violations as values. */
export async function translated<T>(work: () => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> {
  try {
    return await work()
  } catch (error) {
    const { constraint } = error as PgError
    const known = constraint ? SENTENCES[constraint] : undefined
    if (known) return err(known)
    throw error
  }
}
