import type { Action } from '../actions/action'
import { parseFlags } from '../fields/flag-names'
import { type Flow, newFlow, W, word } from '../fields/flow-layout'
import { isIp } from '../fields/prerequisites'
import { formatFlow } from '../packet/format-flow'
import { orderActionSet } from './action-set'
import { doClone } from './clone-actions'
import { simulateNat } from './conntrack'
import { clearConntrackFields } from './conntrack-fields'
import {
  type Context,
  type Engine,
  type Follower,
  note,
  type Recirculation,
  type Run,
  type Step,
  type Unknown,
} from './context'
import { type DatapathAction, formatDatapathActions } from './datapath-action'
import { doActions, writeActions } from './do-actions'
import { doTable, lookUp, recordStep } from './do-table'
import { finishFreezing } from './freeze'
import { outputToPort } from './output-port'
import type { Switch } from './switch-model'

const RECIRCULATIONS_MAX = 4096
const NONE: readonly number[] = []
const CT_STATE_DEFAULT = 0x21 // trk|new
const UNSET = 0xfff7

export type Pass = {
  readonly recirculation: number | null
  readonly initial: Flow
  readonly final: Flow
  readonly seen: Flow
  readonly actions: readonly DatapathAction[]
  readonly datapathActions: string
  readonly finalFlow: string
  readonly error: string | null
}
export type Translation = {
  readonly passes: readonly Pass[]
  readonly steps: readonly Step[]
  readonly unknown: readonly Unknown[]
}

export type TranslateOptions = {
  readonly ctNext?: readonly number[] // ct_state of the passes after conntrack, one after the other
  readonly isBrief?: boolean // no steps and no words, only where the packet goes; `flow` is used up
  readonly hasPacket?: boolean // a packet (not just a flow) is traced, so learning has its effects
  readonly follower?: Follower
  readonly choices?: readonly number[] // how choices by a hash that is not known fall, in the order in which they come up
}

const TUNNEL_DESTINATION = [W.tunDst, W.tunIpv6Dst, W.tunIpv6Dst + 1, W.tunIpv6Dst + 2, W.tunIpv6Dst + 3]
/** Where a brief run writes what only the words of the datapath's actions come from. */
const UNREAD = newFlow()

const engine: Engine = { doActions, doTable, doActionSet, doClone, output: outputToPort }

/** The bits of a `--ct-next` argument such as `trk,est,rpl`; null when it is none. */
export const parseCtState = (text: string): number | null => {
  const flags = parseFlags('ct-state', text)
  return flags && Number(flags.value)
}

/** Takes a packet through the tables of a switch, pass after pass, as `ofproto/trace` does. */
export function translate(model: Switch, bridge: string, flow: Flow, options: TranslateOptions = {}): Translation {
  const run: Run = {
    model,
    steps: [],
    unknown: [],
    queue: [],
    learned: [],
    macs: null,
    hasSideEffects: options.hasPacket ?? false,
    isBrief: options.isBrief ?? false,
    packetLength: null,
    follower: options.follower ?? null,
    choices: options.choices ?? NONE,
    choicesMet: 0,
    nextRecirculation: 1,
  }
  const passes = [runPass(run, bridge, flow, null, 0)]
  const states = options.ctNext ?? NONE
  for (let at = 0; at < run.queue.length && at < RECIRCULATIONS_MAX; at++) {
    const next = run.queue[at] as Recirculation
    next.flow[W.ctState] = states[at] ?? CT_STATE_DEFAULT
    if (next.nat) simulateNat(next.flow, next.nat)
    passes.push(runPass(run, bridge, next.flow, next, at + 1))
  }
  return { passes, steps: run.steps, unknown: run.unknown }
}

function runPass(run: Run, bridgeName: string, start: Flow, resumed: Recirculation | null, pass: number): Pass {
  const bridge = run.model.bridges.get(resumed?.frozen.bridge ?? bridgeName)
  const flow = run.isBrief ? start : start.slice()
  flow[W.actsetOutput] = UNSET
  const initial = run.isBrief ? flow : flow.slice()
  if (!bridge) {
    run.unknown.push({ reason: `bridge ${bridgeName} is not known`, table: null, rule: null })
    return endPass(run, resumed, initial, flow, flow.slice().fill(0), [], null)
  }
  const base = run.isBrief ? UNREAD : flow.slice()
  base.fill(0, W.tunId, W.metadata)
  const ctx: Context = {
    run,
    pass,
    engine,
    bridge,
    flow,
    base,
    seen: run.isBrief ? UNREAD : firstSeen(flow),
    actions: [],
    rule: null,
    table: 0,
    depth: 0,
    resubmits: 0,
    stack: [],
    actionSet: [],
    actionSetHasGroup: false,
    isExiting: false,
    error: null,
    isFreezing: false,
    frozenActions: [],
    isPaused: false,
    dpHash: null,
    wasMpls: false,
    conntracked: false,
    pendingEncap: false,
    pendingDecap: false,
    encapData: null,
    nat: null,
    inActionSet: false,
    tunnelDestination: TUNNEL_DESTINATION.map((at) => word(flow, at)),
    skbPriority: word(flow, W.skbPriority),
  }
  const actions = (resumed && thaw(ctx, resumed)) ?? firstActions(ctx)
  if (actions && mayReceive(ctx)) {
    doActions(ctx, actions, true, false)
    const last = run.isBrief ? undefined : run.steps.findLast((step) => step.pass === pass && step.depth === 0)
    if (!ctx.error) {
      if (!ctx.isFreezing) doActionSet(ctx)
      if (ctx.isFreezing) finishFreezing(ctx)
    }
    if (last && !run.follower) last.after = flow.slice()
  }
  if (ctx.error) {
    note(ctx, `Translation failed (${ctx.error}), packet is dropped.`)
    ctx.actions = []
  }
  if (run.isBrief) return briefPass(resumed, ctx)
  return endPass(run, resumed, initial, flow, ctx.seen, ctx.actions, ctx.error)
}

function endPass(
  run: Run,
  resumed: Recirculation | null,
  initial: Flow,
  final: Flow,
  seen: Flow,
  actions: readonly DatapathAction[],
  error: string | null,
): Pass {
  const isShown = !run.follower && !initial.every((value, i) => value === final[i])
  return {
    recirculation: resumed?.id ?? null,
    initial,
    final,
    seen,
    actions,
    datapathActions: formatDatapathActions(actions),
    finalFlow: isShown ? formatFlow(final) : 'unchanged',
    error,
  }
}

const briefPass = (resumed: Recirculation | null, { flow, seen, actions, error }: Context): Pass => ({
  recirculation: resumed?.id ?? null,
  initial: flow,
  final: flow,
  seen,
  actions,
  datapathActions: '',
  finalFlow: '',
  error,
})

/** What every look-up of a packet depends on. */
function firstSeen(flow: Flow): Flow {
  const seen = flow.slice().fill(0)
  seen[W.packetType] = 0xffffffff
  seen[W.inPort] = 0xffffffff
  seen[W.dlType] = 0xffff
  seen[W.recircId] = 0xffffffff
  if (isIp(flow)) seen[W.nwFrag] = 3
  return seen
}

/** Puts back what was kept while the packet was away; null when a look-up goes on rather than actions. */
function thaw(ctx: Context, { frozen }: Recirculation): readonly Action[] | null {
  ctx.table = frozen.table
  ctx.conntracked = frozen.conntracked
  if (!frozen.conntracked) clearConntrackFields(ctx.flow)
  ctx.flow.set(frozen.metadata.subarray(W.tunId, W.skbPriority), W.tunId)
  ctx.flow[W.inPort] = word(frozen.metadata, W.inPort)
  ctx.stack = [...frozen.stack]
  if (frozen.actionSet.length > 0) writeActions(ctx, frozen.actionSet)
  return frozen.actions.length > 0 ? frozen.actions : null
}

/** The actions of the rule that decides first. */
function firstActions(ctx: Context): readonly Action[] | null {
  const lookup = lookUp(ctx, { inPort: word(ctx.flow, W.inPort), table: ctx.table, withCtTuple: false })
  const step = lookup && recordStep(ctx, ctx.table, lookup)
  ctx.rule = step?.rule ?? null
  return ctx.rule?.actions ?? null
}

const mayReceive = (ctx: Context): boolean =>
  !ctx.bridge.ports.get(word(ctx.flow, W.inPort))?.config.has('no-receive') && passesEcn(ctx.flow)

const CONGESTED = 3

/** A packet marked as congested on its way through a tunnel must be able to carry the mark (RFC 6040). */
function passesEcn(flow: Flow): boolean {
  if (word(flow, W.tunDst) === 0 || !isIp(flow) || (word(flow, W.tunTos) & CONGESTED) !== CONGESTED) return true
  if ((word(flow, W.nwTos) & CONGESTED) === 0) return false
  flow[W.nwTos] = word(flow, W.nwTos) | CONGESTED
  return true
}

function doActionSet(ctx: Context): void {
  if (ctx.actionSet.length === 0) return
  const list = orderActionSet(ctx.actionSet)
  ctx.actionSet = []
  if (list.length === 0) return
  ctx.inActionSet = true
  doActions(ctx, list, true, false)
  ctx.inActionSet = false
}
