import type { VrrpInstance } from '../guest/intent'
import type { PacketFilter } from '../guest/packet-filter'
import type { Standing, Truth } from './standing-table'

/** What is known of one pair when its rules are judged. Times are milliseconds since 1970. */
export type PairFacts = {
  readonly vpcId: number
  readonly vpc: string
  readonly nicId: number
  readonly nic: string
  readonly nicMac: string
  readonly guestId: number
  readonly guest: string
  readonly host: string | null
  readonly address: string
  readonly configured: Truth
  readonly registered: Truth
  readonly programmed: Truth
  readonly standing: Standing
  readonly isLastSeen: boolean
  readonly since: number
  readonly kind: string | null
  readonly havipId: number | null
  readonly isHaVipMember: boolean
  readonly claims: readonly {
    readonly link: string
    readonly label: string | null
    readonly mac: string | null
    readonly prefixLength: number | null
    readonly byHand: boolean
  }[]
  readonly subnet: {
    readonly cidr: string
    readonly gateway: string | null
    readonly reserved: readonly string[]
  } | null
  readonly holders: readonly string[] // other guests of the VPC that have it configured now
  readonly isShared: boolean // a HAVIP or an allowed pair says that several may have it
  readonly now: number
}

/** What is known of one HAVIP. `holders` have it configured by evidence that is fresh. */
export type HaVipFacts = {
  readonly vpcId: number
  readonly havipId: number
  readonly name: string
  readonly address: string
  readonly members: readonly { readonly nicId: number; readonly guest: string; readonly isAllowed: boolean }[]
  readonly holders: readonly {
    readonly nicId: number
    readonly guest: string
    readonly isMember: boolean
    readonly seenAt: number
  }[]
  readonly silent: readonly string[] // members whose guest has not been heard
  readonly master: { readonly nicId: number; readonly guest: string } | null // as the fabric last heard
}

/** What the fabric says of an interface as a whole, where a rule may object to it. */
export type InterfaceFacts = {
  readonly vpcId: number
  readonly vpc: string
  readonly nicId: number
  readonly nic: string
  readonly guestId: number
  readonly guest: string
  readonly isFilterOff: boolean
  readonly widePrefixes: readonly string[] // allowed, and reaching beyond its subnet or over all of it
  readonly givenNotAllowed: readonly string[] // the fabric answers for them and drops what is sent from them
}

/** A claim on a link that is on no known interface. */
export type LooseClaimFacts = {
  readonly vpcId: number
  readonly guestId: number | null
  readonly guest: string | null
  readonly link: string
  readonly mac: string | null
  readonly address: string
}

/** An address that configuration wants on an interface which the registry does not allow it on. */
export type IntendedFacts = {
  readonly vpcId: number
  readonly vpc: string
  readonly nicId: number
  readonly nic: string
  readonly guestId: number
  readonly guest: string
  readonly address: string
  readonly role: 'static' | 'vip'
  readonly format: string
  readonly group: string | null
  readonly havipId: number | null // of that address, of which the interface is no member
}

/** What keepalived of a guest (or of a machine that only a file tells of) is told, and the fabrics that serve its VPC. */
export type VrrpFacts = {
  readonly vpcId: number
  readonly vpc: string
  readonly guestId: number | null
  readonly guest: string
  readonly fabrics: readonly string[]
  readonly instances: readonly VrrpInstance[]
}

/** A guest's own filter, and the addresses that the guest has. */
export type FirewallFacts = {
  readonly vpcId: number
  readonly guestId: number
  readonly guest: string
  readonly filter: PacketFilter
  readonly claims: readonly { readonly nicId: number; readonly address: string; readonly link: string | null }[]
}

/** A guest whose latest evidence is too old. */
export type SilentGuestFacts = {
  readonly vpcId: number
  readonly guestId: number
  readonly guest: string
  readonly lastHeardAt: number
  readonly hours: number
  readonly addresses: number
}

export type Severity = 1 | 2 | 3 // info, warning, critical

/** A finding as a rule states it: `key` makes it the same finding next time, `cause` groups findings that one plan cures. */
export type FindingDraft = {
  readonly rule: string
  readonly key: string
  readonly severity: Severity
  readonly vpcId: number
  readonly nicId: number | null
  readonly guestId: number | null
  readonly havipId: number | null
  readonly address: string | null
  readonly cause: string
  readonly data: Readonly<Record<string, string | number | boolean | null | readonly string[]>>
}

/** The draft of a finding about a pair. */
export function pairFinding(
  facts: PairFacts,
  rule: string,
  severity: Severity,
  cause: string,
  data: FindingDraft['data'] = {},
): FindingDraft {
  return {
    rule,
    key: `${facts.nicId} ${facts.address}`,
    severity,
    vpcId: facts.vpcId,
    nicId: facts.nicId,
    guestId: facts.guestId,
    havipId: facts.havipId,
    address: facts.address,
    cause,
    data: {
      address: facts.address,
      guest: facts.guest,
      nic: facts.nic,
      host: facts.host,
      vpc: facts.vpc,
      programmed: facts.programmed,
      ...data,
    },
  }
}

export type PairRule = { readonly name: string; readonly judge: (facts: PairFacts) => FindingDraft | null }
