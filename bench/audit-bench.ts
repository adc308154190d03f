import { createHash } from 'node:crypto'
import type { Actor } from '../server/actor'
import { ingestInput, ingestTranscript } from '../server/operations/evidence/ingest-transcript'
import { auditAll } from '../server/store/audit/audit'
import { pool } from '../server/store/database'
import { medianOf, once } from './measure'
import { changeOnePercent, type WorldSize } from './world'

/** What both sides of the comparison have to read: the bare joins, claims nobody allows and registrations nobody has. */
const BARE = [
  `SELECT count(*) FROM claim c WHERE c.valid_to IS NULL AND NOT EXISTS (
     SELECT 1 FROM registration r WHERE r.nic_id = c.nic_id AND r.address = c.address AND r.valid_to IS NULL)`,
  `SELECT count(*) FROM registration r WHERE r.valid_to IS NULL AND NOT EXISTS (
     SELECT 1 FROM claim c WHERE c.nic_id = r.nic_id AND c.address = r.address AND c.valid_to IS NULL)`,
]
const ACTOR: Actor = { name: 'bench', kind: 'operator' }

export async function measureAudit(size: WorldSize, now: Date) {
  const bare = () =>
    medianOf(3, async () => {
      for (const text of BARE) await pool().query(text)
    })
  const context = (minutes: number) => ({ now: new Date(now.getTime() + minutes * 60_000), actor: 'bench' })
  const before = await bare()
  let opened = 0
  const first = await once(async () => {
    opened = (await auditAll(context(1))).opened
  })
  await pool().query('ANALYZE')
  const unchanged = await once(() => auditAll(context(2)))
  const changed = await changeOnePercent(pool())
  const again = await once(() => auditAll(context(3)))
  await pool().query('VACUUM ANALYZE')
  const after = await bare()
  const nicOf = (turn: number) => 1 + ((turn * 7919) % size.nics)
  const capture = await medianOf(20, async (turn) => {
    const text = await transcriptOf(nicOf(turn), turn)
    const result = await ingestTranscript(ingestInput.parse({ text }), ACTOR)
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    if (result.value.captures !== 1) throw new Error(`the capture of interface ${nicOf(turn)} was not stored`)
  })
  return { bare: (before + after) / 2, first, unchanged, changed, again, opened, capture }
}

/** What one guest of the world would print, with one address that nobody registered. */
export async function transcriptOf(nicId: number, turn: number): Promise<string> {
  const { rows } = await pool().query(
    `SELECT n.mac, g.hostname, ARRAY(SELECT host(address) FROM registration WHERE nic_id = n.id AND valid_to IS NULL ORDER BY id) AS held
       FROM nic n JOIN guest g ON g.id = n.guest_id WHERE n.id = $1`,
    [nicId],
  )
  const { mac, hostname, held } = rows[0]
  const extra = createHash('sha256').update(`${turn}`).digest()
  const addresses = [...held, `10.251.${extra[0]}.${extra[1]}`]
  return [
    `[root@${hostname} ~]# ip addr show eth0`,
    '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 1000',
    `    link/ether ${mac} brd ff:ff:ff:ff:ff:ff`,
    ...addresses.flatMap((address, i) => [
      `    inet ${address}/20 scope global ${i > 0 ? 'secondary ' : ''}eth0`,
      '       valid_lft forever preferred_lft forever',
    ]),
    '',
  ].join('\n')
}
