import type { Action } from '../actions/action'
import { commitActions } from './commit-actions'
import type { Context } from './context'
import type { DatapathAction } from './datapath-action'
import { finishFreezing } from './freeze'

const NOT_REVERSIBLE = new Set<Action['kind']>(['ct', 'meter', 'output-truncated', 'encap', 'decap', 'dec-nsh-ttl'])

/**
 * clone(): the actions work on a copy of the packet. Where the datapath could not undo what they do, it is told to clone
 * as well (clone_xlate_actions, ofproto/ofproto-dpif-xlate.c).
 */
export function doClone(ctx: Context, actions: readonly Action[], isLast: boolean): void {
  const { stack, actionSet } = ctx
  const flow = ctx.flow.slice()
  ctx.stack = [...stack]
  ctx.actionSet = [...actionSet]
  if (isLast || !actions.some((action) => NOT_REVERSIBLE.has(action.kind))) run(ctx, actions, isLast)
  else cloneInDatapath(ctx, actions)
  ctx.actionSet = actionSet
  ctx.stack = stack
  ctx.flow.set(flow)
}

function run(ctx: Context, actions: readonly Action[], isLast: boolean): void {
  ctx.engine.doActions(ctx, actions, isLast, false)
  if (!ctx.isFreezing) ctx.engine.doActionSet(ctx)
  if (ctx.isFreezing) finishFreezing(ctx)
}

function cloneInDatapath(ctx: Context, actions: readonly Action[]): void {
  commitActions(ctx)
  const { wasMpls, conntracked } = ctx
  const base = ctx.base.slice()
  const inner = collect(ctx, () => run(ctx, actions, true))
  if (inner.length > 0) ctx.actions.push({ kind: 'clone', actions: inner })
  ctx.conntracked = conntracked
  ctx.wasMpls = wasMpls
  ctx.base.set(base)
}

/** The datapath actions that `work` adds, apart from those before. */
export function collect(ctx: Context, work: () => void): DatapathAction[] {
  const outer = ctx.actions
  ctx.actions = []
  work()
  const inner = ctx.actions
  ctx.actions = outer
  return inner
}
