import type { Action, ActionOf } from '../actions/action'
import { setBits } from '../fields/flow-layout'
import { collect } from './clone-actions'
import { commitActions } from './commit-actions'
import type { Context } from './context'
import type { DatapathAction } from './datapath-action'
import { finishFreezing } from './freeze'

/** check_pkt_larger: the rest of the actions is worked out for both cases, and the datapath chooses by the packet's length. */
export function doCheckLarger(ctx: Context, action: ActionOf<'check-packet-larger'>, rest: readonly Action[]): void {
  const { stack, actionSet, wasMpls, conntracked } = ctx
  const flow = ctx.flow.slice()
  commitActions(ctx)
  const base = ctx.base.slice()
  const restore = (): void => {
    ctx.base.set(base)
    ctx.flow.set(flow)
    ctx.wasMpls = wasMpls
    ctx.conntracked = conntracked
  }
  const branch = (isLarger: boolean): DatapathAction[] => {
    ctx.stack = [...stack]
    ctx.actionSet = [...actionSet]
    const { field, offset } = action.destination
    setBits(ctx.flow, field.place, offset, 1, isLarger ? 1n : 0n)
    const inner = collect(ctx, () => {
      ctx.engine.doActions(ctx, rest, true, false)
      if (!ctx.isFreezing) ctx.engine.doActionSet(ctx)
      if (ctx.isFreezing) finishFreezing(ctx)
    })
    restore()
    return inner
  }
  const greater = branch(true)
  const isExiting = ctx.isExiting
  ctx.isExiting = false
  const lessOrEqual = branch(false)
  ctx.isExiting = isExiting
  ctx.stack = stack
  ctx.actionSet = []
  ctx.actions.push({ kind: 'check-length', length: action.length, greater, lessOrEqual })
}
