import type { Station } from '../../../core/openflow/build-packet'
import { probeAddress } from '../../../core/openflow/probe-address'
import type { Sql } from '../../store/database'
import { findPipeline } from '../../store/pipelines'
import { saveProbes } from '../../store/probes'

type NicRow = {
  nicId: number
  mac: string
  hostId: number | null
  bridge: string | null
  ofport: number | null
  addresses: string[]
  controls: string[]
  macs: Record<string, string> // address → MAC of the link that holds it, where a guest said it
  peers: Record<'4' | '6', Station | undefined> // another guest of the subnet
}

/** A station that answers for "another guest of the subnet" where there is none: locally administered MAC, test address (RFC 5737). */
const STAND_IN = {
  v4: { mac: '02:00:00:00:00:01', ip: '192.0.2.1' },
  v6: { mac: '02:00:00:00:00:01', ip: '2001:db8::1' },
}

/** Evaluates "programmed" for every pair of these interfaces on hosts with a flow table. Answers how many pairs. */
export async function evaluateProbes(sql: Sql, nicIds: readonly number[], now: Date): Promise<number> {
  const { rows } = await sql.query<NicRow>(
    `SELECT n.id AS "nicId", n.mac, g.host_id AS "hostId", n.bridge, n.ofport,
       ARRAY(SELECT host(address) FROM claim WHERE nic_id = n.id AND valid_to IS NULL AND judged
         UNION SELECT host(address) FROM registration WHERE nic_id = n.id AND valid_to IS NULL AND masklen(address) = CASE family(address) WHEN 4 THEN 32 ELSE 128 END
         UNION SELECT host(h.address) FROM havip h JOIN havip_member m ON m.havip_id = h.id WHERE m.nic_id = n.id
         UNION SELECT host(address) FROM standing WHERE nic_id = n.id
         UNION SELECT host(prefix) FROM passing WHERE nic_id = n.id AND masklen(prefix) = CASE family(prefix) WHEN 4 THEN 32 ELSE 128 END) AS addresses,
       ARRAY(SELECT host(address) FROM registration WHERE nic_id = n.id AND valid_to IS NULL) AS controls,
       coalesce((SELECT jsonb_object_agg(host(address), mac) FROM claim WHERE nic_id = n.id AND valid_to IS NULL AND mac IS NOT NULL), '{}') AS macs,
       coalesce((SELECT jsonb_object_agg(v.family, peer.station) FROM (VALUES (4), (6)) v(family) CROSS JOIN LATERAL (
         SELECT jsonb_build_object('mac', o.mac, 'ip', host(r.address)) AS station
         FROM nic o JOIN registration r ON r.nic_id = o.id AND r.valid_to IS NULL AND r.kind = 'primary' AND family(r.address) = v.family
         WHERE o.subnet_id = n.subnet_id AND o.id <> n.id LIMIT 1) peer
         WHERE v.family = 4 OR EXISTS (SELECT FROM registration own WHERE own.nic_id = n.id AND own.valid_to IS NULL AND family(own.address) = 6)), '{}') AS peers
     FROM nic n JOIN guest g ON g.id = n.guest_id
     WHERE n.id = ANY($1)`,
    [nicIds],
  )
  let evaluated = 0
  for (const nic of rows) {
    const place = nic.hostId === null ? null : await findPipeline(sql, nic.hostId, nic.bridge)
    if (!place) continue
    const answers = nic.addresses.map((address) => {
      const [family, standIn] = address.includes(':') ? (['6', STAND_IN.v6] as const) : (['4', STAND_IN.v4] as const)
      return {
        address,
        ...probeAddress({
          pipeline: place.pipeline,
          ofport: nic.ofport,
          mac: nic.macs[address] ?? nic.mac,
          nicMac: nic.mac,
          address,
          controls: nic.controls,
          peer: nic.peers[family] ?? standIn,
        }),
      }
    })
    await saveProbes(sql, nic.nicId, place.dumpId, answers, now)
    evaluated += answers.length
  }
  return evaluated
}
