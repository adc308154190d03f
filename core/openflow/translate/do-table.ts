import type { TableRef } from '../actions/action'
import type { ClassifiedRule } from '../classifier/classified-rule'
import type { Lookup } from '../classifier/classifier'
import { type Flow, W, word } from '../fields/flow-layout'
import { ETH, isIp } from '../fields/prerequisites'
import { matchesFlow } from '../match/match'
import { swapTuple } from './conntrack-fields'
import { type Context, cannotKnow, note, type Step, type TableEntry } from './context'
import { triggerFreeze } from './freeze'

/** Limits of Open vSwitch (ofproto/ofproto-dpif-xlate.c: MAX_DEPTH, MAX_RESUBMITS). */
const DEPTH_MAX = 64
const RESUBMITS_MAX = 4096
const STACK_BYTES_MAX = 65_536
const FRAGMENT = 1

export function mayGoDeeper(ctx: Context): boolean {
  if (ctx.depth >= DEPTH_MAX) ctx.error = 'recursion too deep'
  else if (ctx.resubmits >= RESUBMITS_MAX) ctx.error = 'too many resubmits'
  else if (ctx.stack.reduce((sum, entry) => sum + Math.ceil(entry.bits / 8), 0) >= STACK_BYTES_MAX)
    ctx.error = 'stack too deep'
  else return true
  note(ctx, `over the limit: ${ctx.error}`)
  return false
}

/** Looks the packet up in a table and does what the rule found says. */
export function doTable(ctx: Context, entry: TableEntry): void {
  if (ctx.wasMpls) return triggerFreeze(ctx)
  if (!mayGoDeeper(ctx)) return
  const heldTable = ctx.table
  if (entry.withCtTuple && (word(ctx.flow, W.ctNwProto) === 0 || !isIp(ctx.flow)))
    return note(ctx, 'resubmit(ct) with non-tracked or non-IP packet!')
  ctx.table = entry.table
  const lookup = lookUp(ctx, entry)
  const step = lookup && recordStep(ctx, entry.table, lookup)
  if (step?.rule) {
    const deepens = typeof entry.table === 'string' || typeof heldTable === 'string' || entry.table <= heldTable ? 1 : 0
    const heldRule = ctx.rule
    ctx.resubmits++
    ctx.depth += deepens
    ctx.rule = step.rule
    if (entry.asClone) ctx.engine.doClone(ctx, step.rule.actions, entry.isLast)
    else ctx.engine.doActions(ctx, step.rule.actions, entry.isLast, false)
    ctx.rule = heldRule
    ctx.depth -= deepens
    if (!ctx.run.follower && !ctx.run.isBrief) step.after = ctx.flow.slice()
  }
  ctx.table = heldTable
}

/** The rule that decides in a table, as the packet stands; null when it cannot be known. */
export function lookUp(ctx: Context, entry: Pick<TableEntry, 'inPort' | 'table' | 'withCtTuple'>): Lookup | null {
  const { flow } = ctx
  const isIpv4 = word(flow, W.dlType) === ETH.ip
  if (entry.withCtTuple) swapTuple(flow, isIpv4)
  const [inPort, source, destination] = [word(flow, W.inPort), word(flow, W.tpSrc), word(flow, W.tpDst)]
  flow[W.inPort] = entry.inPort
  // Of a fragment no transport port is looked at, though the first one has them.
  if ((word(flow, W.nwFrag) & FRAGMENT) !== 0) {
    flow[W.tpSrc] = 0
    flow[W.tpDst] = 0
  }
  const classifier = ctx.bridge.tables.get(entry.table)
  const { follower, isBrief } = ctx.run
  const found = classifier
    ? (follower?.lookUp(classifier, flow) ?? classifier.lookUp(flow, isBrief ? null : ctx.seen))
    : { found: null, ambiguous: [], undecided: null }
  const lookup = withLearned(ctx, entry.table, found, flow)
  flow[W.inPort] = inPort
  flow[W.tpSrc] = source
  flow[W.tpDst] = destination
  if (entry.withCtTuple) swapTuple(flow, isIpv4)
  if (lookup.undecided) {
    const { rule, match } = lookup.undecided
    ctx.run.unknown.push({
      reason: `cannot judge ${match.unknown.join(', ')} (line ${rule.line})`,
      table: entry.table,
      rule: lookup.undecided,
    })
  }
  return lookup
}

/** Rules learned in an earlier pass take part like any other. */
function withLearned(ctx: Context, table: TableRef, lookup: Lookup, flow: Flow): Lookup {
  let best = lookup.found
  for (const { bridge, table: of, rule, pass } of ctx.run.learned) {
    if (bridge !== ctx.bridge.name || of !== table || pass >= ctx.pass || !matchesFlow(rule.match, flow)) continue
    if (!best || rule.rule.priority >= best.rule.priority) best = rule
  }
  return best === lookup.found ? lookup : { ...lookup, found: best, ambiguous: [] }
}

/** Whoever follows a packet on behalf of others does not look at how it changes. */
function snapshots({ run, flow }: Context): Pick<Step, 'before' | 'after'> {
  if (run.follower) return { before: flow, after: flow }
  const before = flow.slice()
  return { before, after: before }
}

export function recordStep(ctx: Context, table: TableRef, lookup: Lookup): Step {
  if (ctx.run.isBrief && lookup.ambiguous.length === 0) return briefStep(ctx, table, lookup)
  const others = lookup.ambiguous.filter((other) => other.rule.actions !== lookup.found?.rule.actions)
  const step: Step = {
    pass: ctx.pass,
    bridge: ctx.bridge.name,
    depth: ctx.depth,
    table,
    rule: lookup.found,
    ambiguous: others,
    ...snapshots(ctx),
    notes: [],
  }
  ctx.run.steps.push(step)
  if (others.length > 0) {
    const lines = [lookup.found, ...others].map((one: ClassifiedRule | null) => one?.rule.line).join(' and ')
    cannotKnow(ctx, `rules of equal priority at lines ${lines} overlap: which one decides is not defined`)
  }
  return step
}

const briefStep = (ctx: Context, table: TableRef, { found }: Lookup): Step => ({
  pass: ctx.pass,
  bridge: ctx.bridge.name,
  depth: ctx.depth,
  table,
  rule: found,
  ambiguous: [],
  before: ctx.flow,
  after: ctx.flow,
  notes: [],
})
