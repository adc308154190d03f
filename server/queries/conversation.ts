import 'server-only'
import { type ConversationStep, evaluateConversation, type Party } from '../../core/openflow/evaluate-conversation'
import { formatFlow } from '../../core/openflow/packet/format-flow'
import { pool } from '../store/database'
import { findPipeline } from '../store/pipelines'

export type ConversationView = {
  readonly asker: string
  readonly askerIp: string
  readonly askerHost: string | null
  readonly holder: string
  readonly holderHost: string | null
  readonly steps: readonly StepView[]
}
export type HopView = {
  readonly host: string
  readonly hostId: number | null
  readonly bridge: string | null
  readonly direction: 'out' | 'in'
  readonly packet: string | null // as it enters the bridge
  readonly tables: readonly {
    readonly table: string
    readonly priority: number | null
    readonly cookie: string | null
    readonly match: string
    readonly actions: string
    readonly packets: number | null
    readonly line: number | null
  }[]
}
export type StepView = Pick<ConversationStep, 'name' | 'from' | 'to' | 'state' | 'stoppedAt' | 'reason'> & {
  readonly hops: readonly HopView[]
  readonly nearest: {
    readonly match: string
    readonly priority: number
    readonly cookie: string
    readonly packets: number | null
    readonly line: number
    readonly fields: readonly {
      readonly field: string
      readonly packet: string | null
      readonly rule: string
      readonly isSame: boolean
    }[]
  } | null
}

/** What happens when another guest of the subnet pings the address, by the rules of both hosts as last read. */
export async function readConversation(
  nicId: number,
  address: string,
  peerNicId: number | null,
): Promise<ConversationView | null> {
  const family = address.includes(':') ? 6 : 4
  const { rows } = await pool().query(
    `SELECT n.id, n.mac, n.ofport, n.bridge, g.name AS guest, g.host_id, h.name AS host,
            (SELECT host(r.address) FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL AND family(r.address) = $3 ORDER BY (r.kind = 'primary') DESC LIMIT 1) AS ip,
            (SELECT c.mac FROM claim c WHERE c.nic_id = n.id AND c.valid_to IS NULL AND c.mac IS NOT NULL AND c.address = $4 LIMIT 1) AS link_mac
       FROM nic n JOIN guest g ON g.id = n.guest_id LEFT JOIN host h ON h.id = g.host_id
      WHERE n.id = $1 OR n.id = coalesce($2, (SELECT o.id FROM nic o JOIN registration r ON r.nic_id = o.id AND r.valid_to IS NULL AND family(r.address) = $3
        WHERE o.subnet_id = (SELECT subnet_id FROM nic WHERE id = $1) AND o.id <> $1 ORDER BY o.id LIMIT 1))`,
    [nicId, peerNicId, family, address],
  )
  const mine = rows.find((row) => row.id === nicId)
  const peer = rows.find((row) => row.id !== nicId)
  if (!mine || !peer?.ip) return null
  const party = async (row: typeof mine, ip: string): Promise<Party> => ({
    guest: row.guest,
    host: row.host,
    ofport: row.ofport,
    station: { mac: row.link_mac ?? row.mac, ip }, // the MAC of the link that holds it: VRRP's own with use_vmac
    nicMac: row.mac,
    pipeline: row.host_id === null ? null : ((await findPipeline(pool(), row.host_id, row.bridge))?.pipeline ?? null),
  })
  const steps = evaluateConversation(await party(peer, peer.ip), await party(mine, address))
  return {
    asker: peer.guest,
    askerIp: peer.ip,
    askerHost: peer.host,
    holder: mine.guest,
    holderHost: mine.host,
    steps: steps.map((step) => toView(step, rows)),
  }
}

type Place = { readonly host: string | null; readonly host_id: number | null; readonly bridge: string | null }

function toView(step: ConversationStep, places: readonly Place[]): StepView {
  const stop = step.stoppedAt === null ? null : step.hops[step.stoppedAt]
  const near = stop?.trace?.steps.at(-1)?.nearest[0] ?? null
  return {
    name: step.name,
    from: step.from,
    to: step.to,
    state: step.state,
    stoppedAt: step.stoppedAt,
    reason: step.reason,
    hops: step.hops.map((hop) => ({
      host: hop.host,
      hostId: places.find((place) => place.host === hop.host)?.host_id ?? null,
      bridge: places.find((place) => place.host === hop.host)?.bridge ?? null,
      direction: hop.direction,
      packet: hop.trace?.steps[0] ? formatFlow(hop.trace.steps[0].packet) : null,
      tables: (hop.trace?.steps ?? []).map((one) => ({
        table: String(one.table),
        priority: one.rule?.rule.priority ?? null,
        cookie: one.rule?.rule.cookie ?? null,
        match: one.rule?.rule.match ?? '',
        actions: one.actions.join(','),
        packets: one.rule?.rule.nPackets ?? null,
        line: one.rule?.rule.line ?? null,
      })),
    })),
    nearest: near
      ? {
          match: near.rule.rule.match,
          priority: near.rule.rule.priority,
          cookie: near.rule.rule.cookie,
          packets: near.rule.rule.nPackets,
          line: near.rule.rule.line,
          fields: near.fields,
        }
      : null,
  }
}
