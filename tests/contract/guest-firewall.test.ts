import { afterAll, beforeAll, expect, it } from 'vitest'
import { LOCAL_OPERATOR } from '../../server/actor'
import { ingestInput, ingestTranscript } from '../../server/operations/evidence/ingest-transcript'
import { auditAll } from '../../server/store/audit/audit'
import { pool } from '../../server/store/database'
import { must, type SmallWorld, smallWorld } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

const HOUR = 3_600_000
const terminal = (command: string, rules: string): string => `[root@pg11 ~]# ip addr
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP
    link/ether 00:16:3e:0a:5c:f1 brd ff:ff:ff:ff:ff:ff
    inet 172.17.20.29/20 brd 172.17.31.255 scope global eth0
    inet 172.17.20.39/20 scope global secondary eth0:1
[root@pg11 ~]# ${command}
*filter
:INPUT ACCEPT [0:0]
${rules}
COMMIT
`
const DROPS = '-A INPUT -d 172.17.20.39/32 -j DROP'

let closeDatabase: () => Promise<void>
let world: SmallWorld
beforeAll(async () => {
  closeDatabase = await openTestDatabase()
  world = await smallWorld()
})
afterAll(() => closeDatabase())

const read = async (text: string, hoursAgo: number) =>
  must(
    await ingestTranscript(
      ingestInput.parse({
        text,
        vpcId: world.vpc,
        capturedAt: new Date(Date.now() - hoursAgo * HOUR).toISOString(),
      }),
      LOCAL_OPERATOR,
    ),
  )
const findings = async () =>
  (
    await pool().query(
      "SELECT host(address) AS address, nic_id AS nic, guest_id AS guest, severity, state, data->>'by' AS by FROM finding WHERE rule = 'guest-firewall-drops' ORDER BY id",
    )
  ).rows

it('opens where the filter of a guest surely drops an address of it, and nowhere else', async () => {
  await read(terminal('iptables-save', '-A INPUT -d 172.17.20.30/32 -j DROP'), 4)
  expect(await findings()).toEqual([])
  await read(terminal('iptables-save', DROPS), 3)
  expect(await findings()).toEqual([
    { address: '172.17.20.39', nic: world.a.nic, guest: world.a.id, severity: 3, state: 'open', by: DROPS },
  ])
})

it('stays the same finding in an audit of everything', async () => {
  expect(await auditAll({ now: new Date(), actor: 'test' })).toMatchObject({ opened: 0, reopened: 0, resolved: 0 })
})

it('is not ended by an older listing, nor by one of other families', async () => {
  await read(terminal('iptables-save', '-A INPUT -j ACCEPT'), 5)
  await read(terminal('ip6tables-save', '-A INPUT -d 2001:db8::39/128 -j DROP'), 2)
  expect(await findings()).toMatchObject([{ state: 'open' }])
})

it('resolves when a newer listing does not drop it any more', async () => {
  await read(terminal('iptables-save', '-A INPUT -d 172.17.20.40/32 -j DROP'), 1)
  expect(await findings()).toMatchObject([{ address: '172.17.20.39', state: 'resolved' }])
})
