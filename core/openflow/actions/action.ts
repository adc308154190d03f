import type { Subfield } from '../fields/field-scope'
import type { Field } from '../fields/field-table'

export type TableRef = number | string // a name where the dump was taken with --names

/** A source of a value: some bits of a field, or a constant. */
export type ValueSource = { readonly subfield: Subfield } | { readonly constant: bigint }

/** One specification of learn(): match on a value, load a value, or output to the port a field names. */
export type LearnSpec =
  | { readonly to: 'match' | 'load'; readonly destination: Subfield; readonly source: ValueSource }
  | { readonly to: 'output'; readonly source: Subfield }

export type Learn = {
  readonly table: TableRef
  readonly priority: number
  readonly idleTimeout: number
  readonly hardTimeout: number
  readonly finIdleTimeout: number
  readonly finHardTimeout: number
  readonly cookie: string
  readonly flags: readonly string[] // send_flow_rem, delete_learned
  readonly limit: number
  readonly resultDestination: Subfield | null
  readonly specs: readonly LearnSpec[]
}

export type Nat = {
  readonly direction: 'src' | 'dst' | null
  readonly addressMin: string | null
  readonly addressMax: string | null
  readonly portMin: number | null
  readonly portMax: number | null
  readonly flags: readonly string[] // persistent, hash, random
}

export type HashChoice = { readonly fields: string; readonly basis: number; readonly algorithm: string }

/**
 * What a rule does, one step after the other: ovs-actions(7), complete. What is not understood keeps its text and makes
 * only the evaluation that meets it unknown.
 */
export type Action =
  | { readonly kind: 'output'; readonly port: number; readonly maxLength: number | null }
  | { readonly kind: 'output-name'; readonly name: string } // of a port that is not known
  | { readonly kind: 'output-register'; readonly source: Subfield; readonly maxLength: number | null }
  | { readonly kind: 'output-truncated'; readonly port: number; readonly maxLength: number }
  | {
      readonly kind: 'controller'
      readonly maxLength: number
      readonly id: number
      readonly reason: string
      readonly userdata: string | null
      readonly pause: boolean
      readonly meterId: number | null
    }
  | { readonly kind: 'enqueue'; readonly port: number; readonly queue: number }
  | {
      readonly kind: 'bundle'
      readonly hash: HashChoice
      readonly members: readonly number[]
      readonly destination: Subfield | null
    }
  | { readonly kind: 'group'; readonly id: number }
  | { readonly kind: 'pop-vlan' }
  | { readonly kind: 'push-vlan'; readonly etherType: number }
  /** mod_vlan_vid and mod_vlan_pcp give a packet without a tag one (`pushes`); set_vlan_vid and set_vlan_pcp leave it alone. */
  | { readonly kind: 'set-vlan-id'; readonly id: number; readonly pushes: boolean }
  | { readonly kind: 'set-vlan-priority'; readonly priority: number; readonly pushes: boolean }
  | { readonly kind: 'push-mpls' | 'pop-mpls'; readonly etherType: number }
  | { readonly kind: 'set-mpls'; readonly part: 'label' | 'tc' | 'ttl'; readonly value: number }
  | { readonly kind: 'dec-mpls-ttl' | 'dec-nsh-ttl' }
  | {
      readonly kind: 'encap'
      readonly type: string
      readonly metadataType: number
      readonly options: readonly string[]
      readonly text: string
    }
  | { readonly kind: 'decap'; readonly type: string | null }
  /** set_field, load and the mod_ actions; load keeps the bits it names, the others have the field's own mask. */
  | {
      readonly kind: 'set'
      readonly how: 'set_field' | 'load' | 'mod'
      readonly field: Field
      readonly value: bigint
      readonly mask: bigint
    }
  | { readonly kind: 'move'; readonly source: Subfield; readonly destination: Subfield }
  | { readonly kind: 'push' | 'pop'; readonly subfield: Subfield }
  | { readonly kind: 'dec-ttl'; readonly controllers: readonly number[]; readonly text: string }
  | { readonly kind: 'set-tunnel'; readonly id: bigint; readonly isWide: boolean }
  | { readonly kind: 'set-queue'; readonly queue: number }
  | { readonly kind: 'pop-queue' | 'ct-clear' | 'exit' | 'clear-actions' | 'debug-recirc' | 'debug-slow' }
  | {
      readonly kind: 'ct'
      readonly commit: boolean
      readonly force: boolean
      readonly table: TableRef | null
      readonly zone: number | Subfield
      readonly alg: string | null
      readonly nat: Nat | null
      readonly exec: readonly Action[]
    }
  | { readonly kind: 'learn'; readonly learn: Learn; readonly text: string }
  | { readonly kind: 'conjunction'; readonly id: number; readonly clause: number; readonly clauses: number }
  | {
      readonly kind: 'multipath'
      readonly hash: HashChoice
      readonly links: number
      readonly argument: number
      readonly destination: Subfield
    }
  | { readonly kind: 'note' | 'sample' | 'fin-timeout'; readonly text: string }
  | { readonly kind: 'resubmit'; readonly port: number | null; readonly table: TableRef | null; readonly ct: boolean }
  | { readonly kind: 'goto'; readonly table: TableRef }
  | { readonly kind: 'clone' | 'write-actions' | 'apply-actions'; readonly actions: readonly Action[] }
  | { readonly kind: 'write-metadata'; readonly value: bigint; readonly mask: bigint }
  | { readonly kind: 'meter'; readonly id: number | null }
  | { readonly kind: 'check-packet-larger'; readonly length: number; readonly destination: Subfield }
  | { readonly kind: 'delete-field'; readonly field: Field }
  | { readonly kind: 'unknown'; readonly text: string }

export type ActionOf<K extends Action['kind']> = Extract<Action, { readonly kind: K }>
