import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Intended } from '../../core/guest/intent'
import { LOCAL_OPERATOR } from '../../server/actor'
import { ingestInput, ingestTranscript } from '../../server/operations/evidence/ingest-transcript'
import { withdrawCapture } from '../../server/operations/evidence/move-capture'
import { createRegistration } from '../../server/operations/registry/registrations/create-registration'
import { readBeside } from '../../server/queries/beside'
import { listGuestIntents } from '../../server/queries/registry/guest-intents'
import { readWitnesses } from '../../server/queries/registry/pair-witnesses'
import { auditAll } from '../../server/store/audit/audit'
import { saveBlob } from '../../server/store/blobs'
import { saveCapture } from '../../server/store/captures'
import { pool, transaction } from '../../server/store/database'
import { applyEvidence, rebuildGuest } from '../../server/store/rebuild-guest'
import { must, type SmallWorld, smallWorld } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

const VIP = '172.17.20.39'
const MAC_A = '00:16:3e:0a:5c:f1'
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows
const one = async (sql: string, values: unknown[] = []) => (await rows(sql, values))[0]
const take = async (text: string, more: Record<string, unknown> = {}) =>
  must(await ingestTranscript(ingestInput.parse({ text, ...more }), LOCAL_OPERATOR))
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

let closeDatabase: () => Promise<void>
let world: SmallWorld
beforeAll(async () => {
  closeDatabase = await openTestDatabase()
})
afterAll(async () => closeDatabase())

const ipAddr = (addresses: readonly string[], link = 'eth0', mac = MAC_A) =>
  [
    `2: ${link}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP`,
    `    link/ether ${mac} brd ff:ff:ff:ff:ff:ff`,
    ...addresses.map((address) => `    inet ${address}/20 scope global ${link}`),
  ].join('\n')
/** What vmA shows in a terminal, so that what follows in it is vmA's too. */
const onA = (command: string, output: string, addresses = ['172.17.20.29']) =>
  `[root@a ~]# ip addr show\n${ipAddr(addresses)}\n[root@a ~]# ${command}\n${output}\n`

describe('each kind of evidence', () => {
  beforeAll(async () => {
    world = await smallWorld()
  })

  it('keeps whom a neighbour table names, and who does not answer', async () => {
    const table = '172.17.20.30 dev eth0 lladdr 00:16:3e:0a:5c:f2 REACHABLE\n172.17.20.99 dev eth0  FAILED'
    const text = onA('ip neigh', table)
    await take(text)
    const found = await rows(
      'SELECT guest_id, host(address) AS address, mac, state, span_start, span_end FROM neighbour ORDER BY neighbour.address',
    )
    expect(found).toMatchObject([
      { guest_id: world.a.id, address: '172.17.20.30', mac: '00:16:3e:0a:5c:f2', state: 'reachable' },
      { guest_id: world.a.id, address: '172.17.20.99', mac: null, state: 'failed' },
    ])
    expect(text.slice(found[0].span_start, found[0].span_end)).toContain('172.17.20.30')
  })

  it('lets the latest neighbour table speak, and an older one only for what the later leaves out', async () => {
    const entry = (address: string, mac: string) => `${address} dev eth0 lladdr ${mac} STALE`
    await take(onA('ip neigh', entry('172.17.20.30', '00:16:3e:00:00:09')), { capturedAt: minutesAgo(10) })
    await take(onA('ip neigh', entry('172.17.20.77', '00:16:3e:00:00:07')), { capturedAt: minutesAgo(9) })
    expect(await rows('SELECT host(address) AS address, mac FROM neighbour ORDER BY neighbour.address')).toEqual([
      { address: '172.17.20.30', mac: '00:16:3e:0a:5c:f2' },
      { address: '172.17.20.77', mac: '00:16:3e:00:00:07' },
      { address: '172.17.20.99', mac: null },
    ])
  })

  it('keeps the guest firewall and probes as they were read', async () => {
    await take(onA('iptables -L -v -n', 'Chain INPUT (policy DROP 0 packets, 0 bytes)'))
    expect((await one("SELECT value FROM capture WHERE kind = 'firewall'")).value.chains).toMatchObject([
      { chain: 'INPUT', policy: 'DROP' },
    ])
  })
})

describe('trust', () => {
  const claimOf = (address: string) =>
    one('SELECT source_rank, valid_to, link FROM claim WHERE guest_id = $1 AND address = $2 ORDER BY id DESC', [
      world.a.id,
      address,
    ])
  /** Stores links as another source would, at a moment. */
  const says = (
    trust: { kind: 'agent' | 'paste' | 'guest-agent' | 'lease' | 'arp'; rank: number },
    at: Date,
    addresses: readonly string[],
    complete: boolean,
    link = 'eth0',
    mac: string | null = MAC_A,
  ) =>
    transaction(async (sql) => {
      const value = {
        links: [
          {
            name: link,
            mac,
            up: true,
            macSpan: null,
            complete: { ipv4: complete, ipv6: complete },
            addresses: addresses.map((address) => ({
              family: 'ipv4' as const,
              address,
              prefixLength: 20,
              label: null,
              scope: null,
              span: { start: 0, end: 5 },
            })),
          },
        ],
      }
      const guest = { guestId: world.a.id, vpcId: world.vpc }
      const captureId = await saveCapture(sql, {
        hash: await saveBlob(sql, `${trust.kind} ${at.toISOString()} ${addresses} ${link}`),
        firstLine: 1,
        lastLine: 1,
        kind: 'capture',
        format: 'test',
        command: null,
        hostname: null,
        origin: '',
        ...guest,
        capturedAt: at,
        source: 'test',
        trust,
        value,
      })
      const held = { captureId: captureId ?? 0, ...guest, capturedAt: at, sourceRank: trust.rank, format: 'test' }
      await applyEvidence(sql, { ...held, origin: '', value })
      return captureId ?? 0
    })
  const AGENT = { kind: 'agent', rank: 1 } as const
  const PASTE = { kind: 'paste', rank: 2 } as const
  const LEASE = { kind: 'lease', rank: 4 } as const
  beforeAll(async () => {
    world = await smallWorld()
  })

  it('at equal time lets the better source decide, in either order of arrival', async () => {
    const at = new Date(Date.now() - 60_000)
    await says(AGENT, at, [VIP], true)
    await says(PASTE, at, [], true)
    expect(await claimOf(VIP)).toMatchObject({ valid_to: null, source_rank: 1 })
    const later = new Date(Date.now() - 50_000)
    await says(AGENT, later, [], true)
    await says(LEASE, later, [VIP], false)
    expect((await claimOf(VIP)).valid_to).toEqual(later)
  })

  it('lets newer evidence of a worse source decide over older of a better one', async () => {
    await says(LEASE, new Date(Date.now() - 40_000), [VIP], false, 'vnet0')
    expect(await claimOf(VIP)).toMatchObject({ valid_to: null, source_rank: 4, link: 'vnet0' })
  })

  it('ends what a hypervisor named in its own way when the guest lists its interface whole', async () => {
    const at = new Date(Date.now() - 30_000)
    await says(PASTE, at, ['172.17.20.29'], true)
    expect((await claimOf(VIP)).valid_to).toEqual(at)
  })

  it('does not let the listing of a link speak for another that sits on the same interface', async () => {
    await says(PASTE, new Date(Date.now() - 20_000), [VIP], true, 'eth0.100')
    await says(PASTE, new Date(Date.now() - 10_000), ['172.17.20.29'], true)
    expect(await claimOf(VIP)).toMatchObject({ valid_to: null, link: 'eth0.100' })
    await says(PASTE, new Date(Date.now() - 9_000), [], true, 'eth0.100')
    expect((await claimOf(VIP)).valid_to).not.toBeNull()
  })

  it('puts the link of a virtual router on the interface below it', async () => {
    await says(PASTE, new Date(Date.now() - 5_000), [VIP], true, 'vrrp.51', '00:00:5e:00:01:33')
    expect(await one('SELECT nic_id, mac FROM claim WHERE address = $1 AND link = $2', [VIP, 'vrrp.51'])).toEqual({
      nic_id: world.a.nic,
      mac: '00:00:5e:00:01:33',
    })
  })

  it('derives the same from all captures again, and something else without one that is withdrawn', async () => {
    const state = () =>
      rows(
        'SELECT host(address) AS address, link, label, source_rank, valid_from, valid_to, last_seen_at FROM claim WHERE guest_id = $1 ORDER BY claim.address, link, valid_from',
        [world.a.id],
      )
    const before = await state()
    await transaction((sql) => rebuildGuest(sql, world.a.id))
    expect(await state()).toEqual(before)
    const { id } = await one("SELECT id FROM capture WHERE value->'links'->0->>'name' = 'vrrp.51'")
    must(await withdrawCapture({ captureId: id, why: 'pasted by mistake' }, LOCAL_OPERATOR))
    expect(await rows("SELECT 1 FROM claim WHERE link = 'vrrp.51' AND valid_to IS NULL")).toEqual([])
  })
})

describe('intent', () => {
  const findings = () =>
    rows(
      "SELECT rule, nic_id, host(address) AS address, state FROM finding WHERE key LIKE 'intent %' AND vpc_id = $1 ORDER BY id",
      [world.vpc],
    )
  const vip = (address: string, more: Partial<Intended> = {}): Intended => ({
    source: 'keepalived-conf',
    group: 'VI_1',
    link: 'eth0',
    mac: null,
    address,
    prefixLength: 20,
    role: 'vip',
    isPool: false,
    span: { start: 3, end: 8 },
    ...more,
  })
  /** Stores a configuration of a guest, as an import does, and judges it. */
  const configure = async (
    guest: { id: number },
    at: Date,
    addresses: readonly Intended[],
    origin = 'keepalived.conf',
  ) => {
    await transaction(async (sql) => {
      const owner = { guestId: guest.id, vpcId: world.vpc }
      const value = { intent: { addresses } }
      const captureId = await saveCapture(sql, {
        hash: await saveBlob(sql, `${at.toISOString()} ${JSON.stringify(addresses)}`),
        firstLine: 1,
        lastLine: 1,
        kind: 'intent',
        format: 'keepalived-conf',
        command: null,
        hostname: null,
        origin,
        ...owner,
        capturedAt: at,
        source: 'test',
        trust: { kind: 'intent', rank: 6 },
        value,
      })
      const held = { captureId: captureId ?? 0, ...owner, capturedAt: at, sourceRank: 6, format: 'keepalived-conf' }
      await applyEvidence(sql, { ...held, origin, value })
    })
    await auditAll({ now: new Date(), actor: 'test' })
  }
  beforeAll(async () => {
    world = await smallWorld()
  })

  it('finds before any failover that a guest is to hold what its interface is not allowed', async () => {
    await configure(world.b, new Date(Date.now() - 60_000), [vip(VIP)])
    expect(await findings()).toEqual([
      { rule: 'havip-member-not-allowed', nic_id: world.b.nic, address: VIP, state: 'open' },
    ])
    expect(await rows('SELECT 1 FROM standing WHERE address = $1 AND vpc_id = $2', [VIP, world.vpc])).toEqual([])
    expect(await rows('SELECT 1 FROM claim WHERE address = $1 AND vpc_id = $2', [VIP, world.vpc])).toEqual([])
  })

  it('is silent once the address is allowed there', async () => {
    must(
      await createRegistration(
        { nicId: world.b.nic, kind: 'allowed-pair', address: VIP, mac: null, why: '' },
        LOCAL_OPERATOR,
      ),
    )
    expect(await findings()).toMatchObject([{ state: 'resolved' }])
  })

  it('keeps what a newer text of the same name no longer says as history', async () => {
    await configure(world.b, new Date(Date.now() - 30_000), [vip('172.17.20.40')])
    expect(
      await rows(
        'SELECT host(address) AS address, valid_to IS NULL AS "isCurrent" FROM intent WHERE guest_id = $1 ORDER BY id',
        [world.b.id],
      ),
    ).toEqual([
      { address: VIP, isCurrent: false },
      { address: '172.17.20.40', isCurrent: true },
    ])
    await configure(world.b, new Date(Date.now() - 45_000), [vip('172.17.20.41')])
    expect(await rows("SELECT 1 FROM intent WHERE address = '172.17.20.41' AND valid_to IS NULL")).toEqual([])
  })

  it('judges neither a block to take from nor what never leaves the machine', async () => {
    const address = { isPool: true, prefixLength: 24 }
    await configure(world.a, new Date(Date.now() - 20_000), [vip('172.17.21.0', address), vip('169.254.7.7')])
    expect((await findings()).filter((finding) => finding.nic_id === world.a.nic)).toEqual([])
  })
})

describe('what is shown beside a pair', () => {
  beforeAll(async () => {
    world = await smallWorld()
  })

  it('is whom neighbours name, and whose configuration wants it, with the line that says so', async () => {
    const conf = 'vrrp_instance VI_1 {\n  virtual_ipaddress {\n    172.17.20.50/20\n  }\n}\n'
    const start = conf.indexOf('172.17.20.50/20')
    await transaction(async (sql) => {
      const owner = { guestId: world.b.id, vpcId: world.vpc }
      const value = {
        intent: {
          addresses: [
            {
              source: 'keepalived-conf',
              group: 'VI_1',
              link: 'eth0',
              mac: null,
              address: '172.17.20.50',
              prefixLength: 20,
              role: 'vip' as const,
              isPool: false,
              span: { start, end: start + 15 },
            },
          ],
        },
      }
      const captureId = await saveCapture(sql, {
        hash: await saveBlob(sql, conf),
        firstLine: 1,
        lastLine: 5,
        kind: 'intent',
        format: 'keepalived-conf',
        command: null,
        hostname: null,
        origin: '',
        ...owner,
        capturedAt: new Date(),
        source: 'test',
        trust: { kind: 'intent', rank: 6 },
        value,
      })
      const held = { captureId: captureId ?? 0, ...owner, capturedAt: new Date(), sourceRank: 6 }
      await applyEvidence(sql, { ...held, format: 'keepalived-conf', origin: '', value })
    })
    await take(onA('ip neigh', '172.17.20.50 dev eth0 lladdr 00:16:3e:0a:5c:f2 REACHABLE'), { vpcId: world.vpc })
    const beside = await readBeside(world.vpc, '172.17.20.50')
    expect(beside.neighbours).toMatchObject([{ reporter: 'vmA', holder: 'vmB', mac: '00:16:3e:0a:5c:f2' }])
    const [intent] = beside.intents
    expect(intent).toMatchObject({ guest: 'vmB', group: 'VI_1', text: '172.17.20.50/20' })
    expect(intent?.text.slice(intent.start, intent.end)).toBe('172.17.20.50/20')
    expect(await listGuestIntents(world.b.id)).toMatchObject([
      { address: '172.17.20.50', nic: 'eth0', isAllowed: false, until: null },
    ])
  })

  it('is every source that contradicts what was decided, and none where all agree', async () => {
    const at = (minutes: number) => ({ capturedAt: minutesAgo(minutes), vpcId: world.vpc })
    await take(ipAddr(['172.17.20.29', '172.17.20.60']), at(30))
    const pair = { nicId: world.a.nic, address: '172.17.20.60', configured: 'yes' }
    expect(await readWitnesses(world.a.id, world.vpc, [pair])).toEqual(new Map())
    await pool().query(
      "UPDATE capture SET source_kind = 'lease', source_rank = 4 WHERE guest_id = $1 AND value::text LIKE '%20.60%'",
      [world.a.id],
    )
    await take(ipAddr(['172.17.20.29']), at(20))
    const witnesses = await readWitnesses(world.a.id, world.vpc, [{ ...pair, configured: 'no' }])
    expect(witnesses.get(`${world.a.nic} 172.17.20.60`)).toMatchObject([
      { text: 'a capture says that the guest has it not', agrees: true },
      { text: 'the DHCP lease says that the guest has it', agrees: false },
    ])
  })
})
