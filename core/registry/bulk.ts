import type { RuleDiff } from './compile-registrations'

/** What would become of one row. `refusal` says why it will not be tried. */
export type BulkRow = {
  readonly nicId: number
  readonly address: string
  readonly guest: string
  readonly nic: string
  readonly refusal: string | null
  readonly basis: string | null
  readonly added: number // rules, on all hosts
  readonly removed: number
  readonly retraced: 'yes' | 'no' | 'unknown' | null // what the probes say of the rules as they would be
}
export type BulkPlan = {
  readonly rows: readonly BulkRow[]
  readonly diff: readonly RuleDiff[] // of all rows together, by host
  readonly commands: { readonly apply: readonly string[]; readonly rollback: readonly string[] } | null
}

/** What became of one row, as soon as it is known; in the end, how many. */
export type BulkLine =
  | {
      readonly kind: 'row'
      readonly nicId: number
      readonly address: string
      readonly outcome: 'done' | 'failed' | 'not-tried'
      readonly sentence: string
      readonly changeId: number | null
      readonly verified: boolean
    }
  | { readonly kind: 'end'; readonly done: number; readonly failed: number; readonly notTried: number }
