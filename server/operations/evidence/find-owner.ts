import type { KnownNic } from '../../../core/guest/propose-bindings'
import type { Section } from '../../../core/guest/transcript/parse-transcript'
import type { Sql } from '../../store/database'
import { findKnownNics } from '../../store/inventory'

/** What the text came with, beside itself: the VPC it is about, its name, MACs of what lay in the same folder. */
export type Surroundings = {
  readonly vpcId: number | null
  readonly origin: string
  readonly besideMacs: readonly string[]
}

/** The guest that a piece of evidence is proposed to be of. `isAsked`: it does not say so itself; a person confirms. */
export type Owner = {
  readonly guest: { readonly guestId: number; readonly guest: string; readonly vpcId: number } | null
  readonly candidates: readonly { readonly guestId: number; readonly guest: string; readonly vpc: string }[]
  readonly isAsked: boolean
  readonly reason: string
}

/**
 * Whose a piece is that shows no machine: by a MAC in it, by an address of it that is the primary one of a guest, by the
 * host its prompt names. The name it came under and what lay beside it are hints to ask with, nothing more.
 */
export async function findOwner(sql: Sql, section: Section, around: Surroundings): Promise<Owner> {
  const { macs, addresses } = told(section)
  const labels = around.origin.split('/').flatMap((part) => [part, part.replace(/\.[A-Za-z0-9.]{1,12}$/, '')])
  const host = section.host === null ? [] : [section.host]
  const known = await findKnownNics(
    sql,
    [...macs, ...around.besideMacs],
    addresses,
    [...host, ...labels].filter((name) => name.length > 1),
    around.vpcId,
  )
  const isNamed = (nic: KnownNic, names: readonly string[]) =>
    names.includes(nic.guest) || (nic.hostname !== null && names.includes(nic.hostname))
  const ways: readonly [reason: string, isTelling: boolean, fits: (nic: KnownNic) => boolean][] = [
    ['by its MAC', true, (nic) => macs.includes(nic.mac)],
    ['by its address', true, (nic) => nic.primary !== null && addresses.includes(nic.primary)],
    [`its prompt says ${section.host}`, true, (nic) => isNamed(nic, host)],
    ['it came under that name', false, (nic) => isNamed(nic, labels)],
    ['it lay beside a capture of it', false, (nic) => around.besideMacs.includes(nic.mac)],
  ]
  for (const [reason, isTelling, fits] of ways) {
    const guests = [...new Map(known.filter(fits).map((nic) => [nic.guestId, nic])).values()]
    const [first] = guests
    if (!first) continue
    return {
      guest: guests.length === 1 ? { guestId: first.guestId, guest: first.guest, vpcId: first.vpcId } : null,
      candidates: guests.map(({ guestId, guest, vpc }) => ({ guestId, guest, vpc })),
      isAsked: !isTelling || guests.length > 1,
      reason: guests.length === 1 ? reason : `${reason}, which fits ${guests.length} guests`,
    }
  }
  return { guest: null, candidates: [], isAsked: true, reason: 'nothing here says which machine it is from' }
}

/** MACs and own addresses that a piece names of its machine; a virtual IP says nothing, several may be configured for it. */
function told({ content }: Section): { macs: string[]; addresses: string[] } {
  if (content?.kind === 'intent') {
    const own = content.reading.value.addresses.filter((one) => one.role === 'static')
    return { macs: own.flatMap((one) => one.mac ?? []), addresses: own.map((one) => one.address) }
  }
  const links = content?.kind === 'capture' ? content.reading.value : []
  return {
    macs: links.flatMap((link) => link.mac ?? []),
    addresses: links.flatMap((link) => link.addresses.map((held) => held.address)),
  }
}
