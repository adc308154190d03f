import type { Action } from '../actions/action'
import { commitActions } from './commit-actions'
import type { Context, Recirculation } from './context'

/** Stops here: the rest of the actions is kept for when the datapath sends the packet back. */
export function triggerFreeze(ctx: Context): void {
  ctx.isExiting = true
  ctx.isFreezing = true
}

export function cancelFreeze(ctx: Context): void {
  ctx.isFreezing = false
  ctx.dpHash = null
  ctx.frozenActions = []
  ctx.isPaused = false
}

/** True for the first action list that stopped: it has to keep its rest. */
export const isFirstToFreeze = (ctx: Context): boolean => ctx.isFreezing && ctx.frozenActions.length === 0

/** Keeps actions for later; goto and write_metadata are instructions, so they are kept as the actions that do the same. */
export function freezeActions(ctx: Context, actions: readonly Action[]): void {
  for (const action of actions) {
    if (action.kind === 'goto') ctx.frozenActions.push({ kind: 'resubmit', port: null, table: action.table, ct: false })
    else if (action.kind === 'resubmit' && action.table === null)
      ctx.frozenActions.push({ ...action, table: ctx.table })
    else if (action.kind !== 'note' && action.kind !== 'conjunction') ctx.frozenActions.push(action)
  }
}

export function finishFreezing(ctx: Context): void {
  commitActions(ctx)
  recirculate(ctx, 0)
}

/**
 * Tells the datapath to send the packet back. `ofproto/trace` follows only packets that conntrack sends back; the trail
 * of the others ends here, as it does there.
 */
export function recirculate(ctx: Context, table: Recirculation['frozen']['table']): Recirculation {
  const id = ctx.run.nextRecirculation++
  if (ctx.isPaused) {
    ctx.actions.push({
      kind: 'text',
      toController: true,
      text: `userspace(pid=0,controller(reason=1,dont_send=0,continuation=1,recirc_id=${id},rule_cookie=${ctx.rule?.rule.cookie ?? '0x0'},controller_id=0,max_len=65535))`,
    })
  } else {
    if (ctx.dpHash)
      ctx.actions.push({ kind: 'text', text: `hash(${HASHES[ctx.dpHash.algorithm] ?? 'l4'}(${ctx.dpHash.basis}))` })
    ctx.actions.push({ kind: 'text', text: `recirc(0x${id.toString(16)})` })
  }
  const recirculation: Recirculation = {
    id,
    isConntrack: false,
    flow: ctx.flow.slice(),
    nat: ctx.nat,
    frozen: {
      bridge: ctx.bridge.name,
      table,
      metadata: ctx.flow.slice(),
      stack: [...ctx.stack],
      actionSet: [...ctx.actionSet],
      actions: [...ctx.frozenActions],
      conntracked: ctx.conntracked,
      wasMpls: ctx.wasMpls,
    },
  }
  cancelFreeze(ctx)
  return recirculation
}

const HASHES: Readonly<Record<number, string>> = { 0: 'l4', 1: 'sym_l4' }
