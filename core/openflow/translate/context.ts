import type { Action, Nat, TableRef } from '../actions/action'
import type { ClassifiedRule } from '../classifier/classified-rule'
import type { Classifier, Lookup } from '../classifier/classifier'
import type { Flow } from '../fields/flow-layout'
import type { FreeBits } from '../fields/free-bits'
import type { WordTest } from '../match/match'
import type { DatapathAction } from './datapath-action'
import type { Bridge, Switch } from './switch-model'

/** Why a translation cannot go on; the packet is then dropped (ofproto/ofproto-dpif-xlate.h, enum xlate_error). */
export type TranslationError =
  | 'recursion too deep'
  | 'too many resubmits'
  | 'stack too deep'
  | 'no recirculation context'
  | 'too many MPLS labels'
  | 'unsupported packet type'

/** A choice between ways to go on, which rules leave to a hash. */
export type Choice = { readonly between: string; readonly options: readonly string[] }
export type Unknown = {
  readonly reason: string
  readonly table: TableRef | null
  readonly rule: ClassifiedRule | null
  readonly choice?: Choice // between these ways the packet goes on; which one is not known
}

/** One look at a table: what decided, and what came of it. */
export type Step = {
  readonly pass: number
  readonly bridge: string
  readonly depth: number
  readonly table: TableRef
  readonly rule: ClassifiedRule | null
  readonly ambiguous: readonly ClassifiedRule[]
  readonly before: Flow
  after: Flow
  readonly notes: string[]
}

/** A packet on its way round: what the datapath sends back to the pipeline after conntrack. */
export type Recirculation = {
  readonly id: number
  readonly isConntrack: boolean
  readonly flow: Flow
  readonly nat: Nat | null
  readonly frozen: Frozen
}

/** What is kept while a packet is away: where and with what to go on. */
export type Frozen = {
  readonly bridge: string
  readonly table: TableRef
  readonly metadata: Flow // registers, tunnel, metadata and port are taken from it
  readonly stack: readonly StackEntry[]
  readonly actionSet: readonly Action[]
  readonly actions: readonly Action[]
  readonly conntracked: boolean
  readonly wasMpls: boolean
}
export type StackEntry = { readonly bits: number; readonly value: bigint; readonly free: readonly FreeBits[] }

/** Is told on what the way of a packet depends, where the packet stands for many (core/openflow/who). */
export type Follower = {
  readonly lookUp: (classifier: Classifier, flow: Flow) => Lookup
  /** It depends on these bits as a whole, for instance by a hash of them. */
  readonly pin: (free: readonly FreeBits[], rule: ClassifiedRule | null) => void
  readonly pinWords: (flow: Flow, words: readonly number[], rule: ClassifiedRule | null) => void
  readonly compare: (flow: Flow, tests: readonly WordTest[]) => void
}

/** What one trace shares between its passes. */
export type Run = {
  readonly model: Switch
  readonly steps: Step[]
  readonly unknown: Unknown[]
  readonly queue: Recirculation[]
  readonly learned: LearnedRule[]
  macs: MacTable | null // null: nothing was learned
  readonly hasSideEffects: boolean
  readonly isBrief: boolean // only where the packet goes is asked: no steps, no words
  readonly packetLength: number | null
  readonly follower: Follower | null
  readonly choices: readonly number[] // how choices by an unknown hash fall, in the order in which they come up
  choicesMet: number
  nextRecirculation: number
}
export type LearnedRule = {
  readonly bridge: string
  readonly table: TableRef
  readonly rule: ClassifiedRule
  readonly pass: number
}
export type MacTable = Map<string, string> // bridge, VLAN and address → bundle

/** The state of one translation: `struct xlate_ctx` of Open vSwitch, field by field where it matters. */
export type Context = {
  readonly run: Run
  readonly pass: number
  readonly engine: Engine
  bridge: Bridge
  flow: Flow
  base: Flow // what the datapath has of the packet so far
  readonly seen: Flow // the bits that were looked at or set
  actions: DatapathAction[]
  rule: ClassifiedRule | null
  table: TableRef
  depth: number
  resubmits: number
  stack: StackEntry[]
  actionSet: Action[]
  actionSetHasGroup: boolean
  isExiting: boolean
  error: TranslationError | null
  isFreezing: boolean
  frozenActions: Action[]
  isPaused: boolean
  dpHash: { readonly algorithm: number; readonly basis: number } | null
  wasMpls: boolean
  conntracked: boolean
  pendingEncap: boolean
  pendingDecap: boolean
  encapData: string | null
  nat: Nat | null
  inActionSet: boolean
  readonly tunnelDestination: readonly number[] // of the packet as it came
  readonly skbPriority: number
}

/** The parts of the translation that call each other in circles, tied together in translate.ts. */
export type Engine = {
  readonly doActions: (ctx: Context, actions: readonly Action[], isLast: boolean, inBucket: boolean) => void
  readonly doTable: (ctx: Context, how: TableEntry) => void
  readonly doActionSet: (ctx: Context) => void
  readonly doClone: (ctx: Context, actions: readonly Action[], isLast: boolean) => void
  readonly output: (ctx: Context, ofport: number, options: OutputOptions) => void
}
export type TableEntry = {
  readonly inPort: number
  readonly table: TableRef
  readonly withCtTuple: boolean
  readonly isLast: boolean
  readonly asClone: boolean
}
export type OutputOptions = { readonly isLast: boolean; readonly truncate: boolean; readonly checksStp?: boolean }

export function note(ctx: Context, text: string): void {
  if (!ctx.run.isBrief) ctx.run.steps.at(-1)?.notes.push(text)
}

/** Says that something cannot be known; evaluation goes on as if it were nothing. */
export function cannotKnow(ctx: Context, reason: string): void {
  ctx.run.unknown.push({ reason, table: ctx.table, rule: ctx.rule })
}
