import type { ActionOf } from '../actions/action'
import { W, word } from '../fields/flow-layout'
import { isMplsType } from '../fields/prerequisites'
import { commitActions } from './commit-actions'
import { type Context, note } from './context'
import { sendToController } from './controller'
import { countLabels, LABELS_MAX, popLabel, pushLabel } from './mpls-stack'

export function doPushMpls(ctx: Context, etherType: number): void {
  const count = countLabels(ctx.flow, ctx.seen)
  if (count === 0) commitActions(ctx)
  else if (count >= LABELS_MAX) {
    ctx.error = 'too many MPLS labels'
    return
  }
  pushLabel(ctx.flow, count, etherType, ctx.seen, true)
}

export function doPopMpls(ctx: Context, etherType: number): void {
  const count = countLabels(ctx.flow, ctx.seen)
  if (popLabel(ctx.flow, count, etherType, ctx.seen)) {
    if (!isMplsType(etherType)) ctx.wasMpls = true
  } else if (count >= LABELS_MAX) {
    ctx.error = 'too many MPLS labels'
    ctx.actions = []
  }
}

const PARTS = {
  label: { mask: 0xfffff000, shift: 12 },
  tc: { mask: 0xe00, shift: 9 },
  ttl: { mask: 0xff, shift: 0 },
} as const

export function doSetMpls(ctx: Context, action: ActionOf<'set-mpls'>): void {
  if (isMplsType(word(ctx.flow, W.dlType))) writePart(ctx, action.part, action.value)
}

function writePart(ctx: Context, part: keyof typeof PARTS, value: number): void {
  const { mask, shift } = PARTS[part]
  ctx.seen[W.mplsLse] = word(ctx.seen, W.mplsLse) | mask
  ctx.flow[W.mplsLse] = (word(ctx.flow, W.mplsLse) & ~mask) | ((value << shift) & mask)
}

/** True when the packet's life is over: the rest of the action list is then not carried out. */
export function doDecMplsTtl(ctx: Context): boolean {
  if (!isMplsType(word(ctx.flow, W.dlType))) return true
  const ttl = word(ctx.flow, W.mplsLse) & 0xff
  if (ttl > 1) {
    writePart(ctx, 'ttl', ttl - 1)
    return false
  }
  ctx.seen[W.mplsLse] = word(ctx.seen, W.mplsLse) | 0xff
  sendToController(ctx, { id: 0, maxLength: 65_535, reason: 'invalid_ttl' })
  note(ctx, 'MPLS decrement TTL exception')
  return true
}
