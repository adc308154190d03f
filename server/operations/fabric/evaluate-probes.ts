import type { Station } from '../../../core/openflow/build-packet'
import { probeAddress } from '../../../core/openflow/probe-address'
import type { Sql } from '../../store/database'
import { findPipeline } from '../../store/pipelines'
import { forgetEvaluated, saveProbes } from '../../store/probes'

type NicRow = {
  nicId: number
  mac: string
  hostId: number | null
  bridge: string | null
  ofport: number | null
  addresses: string[]
  controls: string[]
  macs: Record<string, string> // address → MAC of the link that holds it, where a guest said it
  subnetId: number
}

/** A station that answers for "another guest of the subnet" where there is none: locally administered MAC, test address (RFC 5737). */
const STAND_IN = {
  v4: { mac: '02:00:00:00:00:01', ip: '192.0.2.1' },
  v6: { mac: '02:00:00:00:00:01', ip: '2001:db8::1' },
}

/** Evaluates "programmed" for every pair of these interfaces on hosts with a flow table. Answers how many pairs. */
export async function evaluateProbes(sql: Sql, nicIds: readonly number[], now: Date): Promise<number> {
  const peerOf = await loadPeers(sql, nicIds)
  const { rows } = await sql.query<NicRow>(
    `SELECT n.id AS "nicId", n.mac, g.host_id AS "hostId", n.bridge, n.ofport,
       ARRAY(SELECT host(address) FROM claim WHERE nic_id = n.id AND valid_to IS NULL AND judged
         UNION SELECT host(address) FROM registration WHERE nic_id = n.id AND valid_to IS NULL AND masklen(address) = CASE family(address) WHEN 4 THEN 32 ELSE 128 END
         UNION SELECT host(h.address) FROM havip h JOIN havip_member m ON m.havip_id = h.id WHERE m.nic_id = n.id
         UNION SELECT host(address) FROM standing WHERE nic_id = n.id
         UNION SELECT host(prefix) FROM passing WHERE nic_id = n.id AND masklen(prefix) = CASE family(prefix) WHEN 4 THEN 32 ELSE 128 END) AS addresses,
       ARRAY(SELECT host(address) FROM registration WHERE nic_id = n.id AND valid_to IS NULL) AS controls,
       coalesce((SELECT jsonb_object_agg(host(address), mac) FROM claim WHERE nic_id = n.id AND valid_to IS NULL AND mac IS NOT NULL), '{}') AS macs,
       n.subnet_id AS "subnetId"
     FROM nic n JOIN guest g ON g.id = n.guest_id
     WHERE n.id = ANY($1) AND EXISTS (SELECT 1 FROM flow_dump d WHERE d.host_id = g.host_id AND d.is_current)
     ORDER BY g.host_id, n.bridge`,
    [nicIds],
  )
  let evaluated = 0
  let place: Awaited<ReturnType<typeof findPipeline>> = null
  const without: number[] = []
  for (const [i, nic] of rows.entries()) {
    if (nic.hostId !== rows[i - 1]?.hostId || nic.bridge !== rows[i - 1]?.bridge)
      place = nic.hostId === null ? null : await findPipeline(sql, nic.hostId, nic.bridge)
    if (!place) {
      without.push(nic.nicId)
      continue
    }
    const { pipeline, dumpId } = place
    const answers = nic.addresses.map((address) => {
      const [family, standIn] = address.includes(':') ? (['6', STAND_IN.v6] as const) : (['4', STAND_IN.v4] as const)
      return {
        address,
        ...probeAddress({
          pipeline,
          ofport: nic.ofport,
          mac: nic.macs[address] ?? nic.mac,
          nicMac: nic.mac,
          address,
          controls: nic.controls,
          peer: peerOf(nic.subnetId, family, nic.nicId) ?? standIn,
        }),
      }
    })
    await saveProbes(sql, nic.nicId, dumpId, answers, now)
    evaluated += answers.length
  }
  if (without.length > 0) await forgetEvaluated(sql, without) // what was answered rests on rules that are no longer these
  return evaluated
}

/** Another guest of a subnet to speak with; two are looked up in each, as an interface is no peer of its own. */
async function loadPeers(
  sql: Sql,
  nicIds: readonly number[],
): Promise<(subnetId: number, family: '4' | '6', nicId: number) => Station | undefined> {
  const { rows } = await sql.query<Station & { subnetId: number; family: number; nicId: number }>(
    `WITH place AS MATERIALIZED (
       SELECT DISTINCT n.subnet_id, family(r.address) AS family FROM nic n JOIN registration r ON r.nic_id = n.id AND r.valid_to IS NULL WHERE n.id = ANY($1)
       UNION SELECT subnet_id, 4 FROM nic WHERE id = ANY($1)
     )
     SELECT p.subnet_id AS "subnetId", p.family, peer.* FROM place p CROSS JOIN LATERAL (
       SELECT o.id AS "nicId", o.mac, host(r.address) AS ip FROM nic o JOIN registration r ON r.nic_id = o.id
        WHERE o.subnet_id = p.subnet_id AND r.valid_to IS NULL AND r.kind = 'primary' AND family(r.address) = p.family LIMIT 2) peer`,
    [nicIds],
  )
  const peers = new Map<string, typeof rows>()
  for (const row of rows) {
    const key = `${row.subnetId} ${row.family}`
    peers.set(key, [...(peers.get(key) ?? []), row])
  }
  return (subnetId, family, nicId) => peers.get(`${subnetId} ${family}`)?.find((one) => one.nicId !== nicId)
}
