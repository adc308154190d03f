import { commitActions } from './commit-actions'
import type { Context } from './context'

export type PacketIn = { readonly id: number; readonly maxLength: number; readonly reason: string }

/** Numbers of the reasons for which a packet goes to the controller (openflow(7), ofp_packet_in_reason). */
const REASONS: Readonly<Record<string, number>> = {
  no_match: 0,
  action: 1,
  invalid_ttl: 2,
  action_set: 3,
  group: 4,
  packet_out: 5,
  explicit_miss: 0,
  no_match_explicit: 0,
}

/** A copy of the packet, as it is by now, goes to the controller. */
export function sendToController(ctx: Context, { id, maxLength, reason }: PacketIn): void {
  commitActions(ctx)
  const number = reason === 'action' && isTableMissRule(ctx) ? EXPLICIT_MISS : (REASONS[reason] ?? 1)
  const recirculation = ctx.run.nextRecirculation++
  ctx.actions.push({
    kind: 'text',
    toController: true,
    text: `userspace(pid=0,controller(reason=${number},dont_send=${ctx.run.hasSideEffects ? 0 : 1},continuation=0,recirc_id=${recirculation},rule_cookie=${ctx.rule?.rule.cookie === '0x0' ? '0' : (ctx.rule?.rule.cookie ?? '0')},controller_id=${id},max_len=${maxLength}))`,
  })
}

const EXPLICIT_MISS = 6

/** A rule of priority 0 that matches everything is a table's answer to packets no rule knows. */
const isTableMissRule = (ctx: Context): boolean =>
  ctx.rule !== null && ctx.rule.rule.priority === 0 && ctx.rule.match.tests.length === 0
