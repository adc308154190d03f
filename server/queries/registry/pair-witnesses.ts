import 'server-only'
import { LIMITS } from '../../../core/audit/standing-table'
import type { Link } from '../../../core/guest/capture'
import { saidOfPair } from '../../../core/guest/said-of-pair'
import { isVrrpMac } from '../../../core/ip/mac'
import { pool } from '../../store/database'
import { listGuestNics } from '../../store/inventory'

/** What one source says of a pair, beside what decides. `agrees` null: it takes no side. */
export type PairWitness = {
  readonly text: string
  readonly source: string
  readonly at: string
  readonly captureId: number
  readonly agrees: boolean | null
}
type Pair = { readonly nicId: number; readonly address: string; readonly configured: string }

const CAPTURES_MAX = 30
const SOURCES: Readonly<Record<string, string>> = {
  agent: 'the agent',
  paste: 'a capture',
  inventory: 'an inventory of the guest',
  'guest-agent': "the hypervisor's guest agent",
  lease: 'the DHCP lease',
  arp: 'the hypervisor, by ARP',
}

/**
 * Sources that contradict each other about a pair, whom neighbours name for it, and what is documented, by `nicId address`.
 * Nothing is averaged: the newest evidence has decided, and the others are shown beside it.
 */
export async function readWitnesses(
  guestId: number,
  vpcId: number,
  pairs: readonly Pair[],
): Promise<Map<string, PairWitness[]>> {
  const addresses = [...new Set(pairs.map((pair) => pair.address).filter((address) => !address.includes('/')))]
  const [captures, neighbours, documented] = await Promise.all([
    readCaptures(guestId, pairs),
    pool().query(
      `SELECT host(b.address) AS address, b.mac, b.seen_at AS at, b.capture_id AS "captureId", g.name AS reporter, n.id AS "nicId", o.name AS holder
         FROM neighbour b JOIN guest g ON g.id = b.guest_id LEFT JOIN nic n ON n.vpc_id = b.vpc_id AND n.mac = b.mac LEFT JOIN guest o ON o.id = n.guest_id
        WHERE b.vpc_id = $1 AND b.address = ANY($2::inet[]) AND b.mac IS NOT NULL AND b.guest_id <> $3 ORDER BY b.seen_at DESC LIMIT 200`,
      [vpcId, addresses, guestId],
    ),
    pool().query(
      `SELECT host(d.address) AS address, d.note, d.assigned, k.format, k.captured_at AS at, k.id AS "captureId" FROM documented_address d JOIN capture k ON k.id = d.capture_id
        WHERE d.vpc_id = $1 AND d.address = ANY($2::inet[]) ORDER BY k.captured_at DESC LIMIT 200`,
      [vpcId, addresses],
    ),
  ])
  const found = new Map<string, PairWitness[]>()
  for (const pair of pairs) {
    const key = `${pair.nicId} ${pair.address}`
    const list = [...(captures.get(key) ?? [])]
    for (const row of neighbours.rows.filter((one) => one.address === pair.address))
      list.push({
        text: `${row.reporter} reaches it at ${row.mac}${row.holder ? `, ${row.holder}` : ''}`,
        source: 'neighbour table',
        at: row.at.toISOString(),
        captureId: row.captureId,
        agrees: isVrrpMac(row.mac)
          ? null
          : row.nicId === pair.nicId
            ? pair.configured !== 'no'
            : pair.configured !== 'yes',
      })
    for (const row of documented.rows.filter((one) => one.address === pair.address))
      list.push({
        text: `documented${row.note ? ` as ${row.note}` : ''}${row.assigned ? `, for ${row.assigned}` : ''}`,
        source: row.format,
        at: row.at.toISOString(),
        captureId: row.captureId,
        agrees: null,
      })
    if (list.length > 0) found.set(key, list)
  }
  return found
}

/** The latest word of each kind of source, where not all of them say the same. */
async function readCaptures(guestId: number, pairs: readonly Pair[]): Promise<Map<string, PairWitness[]>> {
  const nics = await listGuestNics(pool(), guestId)
  const { rows } = await pool().query<{ id: number; kind: string; at: Date; links: Link[]; format: string }>(
    `SELECT id, source_kind AS kind, captured_at AS at, format, value->'links' AS links FROM capture
      WHERE guest_id = $1 AND kind = 'capture' AND withdrawn_at IS NULL AND captured_at > now() - make_interval(hours => $2) ORDER BY captured_at DESC, id DESC LIMIT $3`,
    [guestId, LIMITS.evidenceHours, CAPTURES_MAX],
  )
  const found = new Map<string, PairWitness[]>()
  if (new Set(rows.map((row) => row.kind)).size < 2) return found
  for (const { nicId, address, configured } of pairs) {
    const nic = nics.find((one) => one.id === nicId)
    if (!nic) continue
    const words = new Map<string, { said: string } & PairWitness>()
    for (const row of rows) {
      const said = words.has(row.kind) ? null : saidOfPair(row.links ?? [], nics, nic, address)
      if (said === null) continue
      words.set(row.kind, {
        said,
        text: `${SOURCES[row.kind] ?? row.kind} says that the guest ${said}`,
        source: row.format,
        at: row.at.toISOString(),
        captureId: row.id,
        agrees: (said === 'has it') === (configured === 'yes'),
      })
    }
    if (new Set([...words.values()].map((word) => word.said)).size > 1)
      found.set(
        `${nicId} ${address}`,
        [...words.values()].map(({ said: _, ...witness }) => witness),
      )
  }
  return found
}
