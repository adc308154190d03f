import { BITS } from '../../ip/ip'
import { formatPrefix, parsePrefix } from '../../ip/prefix'
import { fromPrefixes, subtract, toPrefixes } from '../../openflow/who/address-set'
import type { FindingDraft } from '../facts'

/** What a host's rules let an interface speak as, in prefixes wider than an address, and what the registry allows it. */
export type PassingFacts = {
  readonly vpcId: number
  readonly vpc: string
  readonly nicId: number
  readonly nic: string
  readonly guestId: number
  readonly guest: string
  readonly host: string | null
  readonly passing: readonly string[]
  readonly registered: readonly string[]
}

const NAMED_MAX = 8

/** The rules let an interface speak as whole prefixes that nobody registered: it is not filtered, whatever the registry says. */
export function judgeTooWide(facts: PassingFacts): FindingDraft | null {
  const setOf = (family: 'ipv4' | 'ipv6', texts: readonly string[]) =>
    fromPrefixes(texts.flatMap((text) => parsePrefix(text) ?? []).filter((prefix) => prefix.family === family))
  const open = (['ipv4', 'ipv6'] as const).flatMap((family) =>
    toPrefixes(subtract(setOf(family, facts.passing), setOf(family, facts.registered)), family),
  )
  const widest = [...open].sort((a, b) => BITS[b.family] - b.length - (BITS[a.family] - a.length))[0]
  if (!widest) return null
  const [prefix = ''] = facts.passing.filter((text) => isWithin(text, widest))
  return {
    rule: 'too-wide',
    key: `${facts.nicId}`,
    severity: 2,
    vpcId: facts.vpcId,
    nicId: facts.nicId,
    guestId: facts.guestId,
    havipId: null,
    address: null,
    cause: `Host ${facts.host ?? 'unknown'} passes addresses that nobody registered`,
    data: {
      guest: facts.guest,
      nic: facts.nic,
      host: facts.host,
      vpc: facts.vpc,
      prefix: prefix === '' ? formatPrefix(widest) : prefix,
      prefixes: facts.passing.slice(0, NAMED_MAX),
      isProgrammed: true,
    },
  }
}

function isWithin(text: string, prefix: NonNullable<ReturnType<typeof parsePrefix>>): boolean {
  const outer = parsePrefix(text)
  return (
    outer !== null &&
    outer.family === prefix.family &&
    outer.length <= prefix.length &&
    prefix.bits >> BigInt(BITS[outer.family] - outer.length) === outer.bits >> BigInt(BITS[outer.family] - outer.length)
  )
}
