import type { Link } from '../../guest/capture'
import type { Intended, VrrpInstance } from '../../guest/intent'
import type { PacketFilter } from '../../guest/packet-filter'
import type { AddressEvent } from '../../guest/transcript/parse-event'
import type { Exported } from '../../registry/exports/exported-port'
import type { Span } from '../../text/span'
import type { Severity } from '../facts'
import type { Standing, Truth } from '../standing-table'

/** A machine as evidence tells it from others: `key` is its own, `name` is what people call it, where anything says so. */
export type EvidenceMachine = { readonly key: string; readonly name: string | null }

/** One piece of what was found in the files of an audit, in the order of the files and of what stands in each. */
export type FileEvidence =
  | {
      readonly kind: 'capture'
      readonly source: string
      readonly machine: EvidenceMachine
      readonly links: readonly Link[]
    }
  | {
      readonly kind: 'event'
      readonly source: string
      readonly machine: EvidenceMachine
      readonly event: AddressEvent
      readonly span: Span
    }
  | { readonly kind: 'registry'; readonly source: string; readonly exported: Exported }
  | {
      readonly kind: 'firewall'
      readonly source: string
      readonly machine: EvidenceMachine
      readonly filter: PacketFilter
    }
  | {
      readonly kind: 'intent'
      readonly source: string
      readonly machine: EvidenceMachine | null // known when it stands in a transcript
      readonly addresses: readonly Intended[]
      readonly vrrp: readonly VrrpInstance[]
      readonly span: Span
    }

/** The characters of a file that a finding rests on. */
export type Place = { readonly source: string; readonly span: Span }

export type FileFinding = {
  readonly rule: string
  readonly severity: Severity
  readonly sentence: string
  readonly explanation: string
  readonly places: readonly Place[]
}

/** A pair of interface and address with its three truths. A finding about an interface as a whole has no address. */
export type AuditedPair = {
  readonly nic: string | null
  readonly mac: string | null
  readonly address: string | null
  readonly configured: Truth
  readonly registered: Truth
  readonly programmed: Truth
  readonly standing: Standing | null
  readonly findings: readonly FileFinding[]
}

/** A bridge's rules as `ovs-ofctl dump-flows` prints them. */
export type FlowTable = { readonly source: string; readonly text: string }

/** Whether flow tables pass a pair, and the rule that decides. */
export type Programmed = { readonly answer: Truth; readonly reason: string | null; readonly places: readonly Place[] }
