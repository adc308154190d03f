import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeFabrics, openFabric } from '../../fabrics/catalogue'
import type { Fabric } from '../../fabrics/fabric'
import { applyChanges } from '../../fabrics/neutron/apply-changes'
import { NeutronClient } from '../../fabrics/neutron/client'
import { type Port, readPorts } from '../../fabrics/neutron/wire'
import { LOCAL_OPERATOR, SYSTEM } from '../../server/actor'
import { ingestInput, ingestTranscript } from '../../server/operations/evidence/ingest-transcript'
import { createFabric, createFabricInput } from '../../server/operations/fabric/manage-fabrics'
import { syncFabric } from '../../server/operations/fabric/sync-fabric'
import { planRegistration, registrationInput } from '../../server/operations/fix/plan-registration'
import { registerAddress } from '../../server/operations/fix/register-address'
import { releaseAddress } from '../../server/operations/fix/release-address'
import { pool } from '../../server/store/database'
import { describeFabric } from '../support/fabric-contract'
import { type NeutronLab, startNeutronLab } from '../support/neutron-lab'
import { must, said } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

const VIP = '172.17.20.39'
const FLOATING = '172.17.20.49'
const [A, C] = ['172.17.20.29', '172.17.20.31']
const [MAC_A, MAC_C] = ['00:16:3e:0a:5c:f1', '00:16:3e:33:44:55'] as const
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows
const standing = async (address: string, guest: string) =>
  (
    await rows(
      'SELECT s.standing FROM standing s JOIN nic n ON n.id = s.nic_id JOIN guest g ON g.id = n.guest_id WHERE s.address = $1 AND g.name = $2',
      [address, guest],
    )
  )[0]?.standing
const openRules = async () =>
  (await rows("SELECT rule FROM finding WHERE state = 'open' ORDER BY rule")).map((row) => row.rule)
const nicOf = async (guest: string): Promise<number> =>
  (await rows('SELECT n.id FROM nic n JOIN guest g ON g.id = n.guest_id WHERE g.name = $1', [guest]))[0].id

type Pair = { ip_address: string; mac_address?: string }
type Answered = { id: string; name: string; allowed_address_pairs: Pair[]; revision_number: number }
let closeDatabase: () => Promise<void>
let lab: NeutronLab
let fabricId: number
const sync = async () => must(await syncFabric({ fabricId }, SYSTEM))
const tell = async (...guests: string[]) => {
  for (const guest of guests)
    must(await ingestTranscript(ingestInput.parse({ text: lab.ipAddr(guest) }), LOCAL_OPERATOR))
}
const portOf = (name: string): Answered => (lab.api('GET', `ports?name=${name}`).ports as Answered[])[0] as Answered
const pairsOf = (name: string) => portOf(name).allowed_address_pairs.map((pair) => pair.ip_address)
const setPairs = (name: string, ...addresses: string[]) =>
  lab.api('PUT', `ports/${portOf(name).id}`, {
    port: { allowed_address_pairs: addresses.map((ip_address) => ({ ip_address })) },
  })
const open = async (name: string, endpoint: string): Promise<Fabric> => {
  const options = { auth: 'none', collector: lab.options.collector ?? '' }
  const fabric = await openFabric({ kind: 'neutron', name, endpoint, secret: '', options })
  if (!fabric) throw new Error('the catalogue has no Neutron')
  return fabric
}

beforeAll(async () => {
  closeDatabase = await openTestDatabase()
  lab = startNeutronLab()
}, 300_000)
afterAll(async () => {
  await closeFabrics()
  lab?.stop()
  await closeDatabase()
})

describeFabric('Neutron', () => ({
  open: () => open('every', lab.url),
  openNowhere: () => open('nowhere', 'http://127.0.0.1:1'),
  macs: [MAC_A, MAC_C],
  free: ['172.17.20.60', '172.17.20.61', '172.17.20.62'],
  change: async (address) => void setPairs('vmA', address),
}))

describe('a write that races another client', () => {
  const seen = (): Port => {
    const read = readPorts([JSON.stringify({ port: portOf('vmC') })])
    if (!read.ok || !read.value[0]) throw new Error('the port is not understood')
    return read.value[0]
  }
  const write = (port: Port) => {
    const limits = { msMax: 20_000, bytesMax: 1_000_000, authority: null }
    const pairs = [...port.allowed_address_pairs, { ip_address: '172.17.20.70', mac_address: MAC_C }]
    const client = new NeutronClient({ kind: 'noauth' }, lab.url, limits)
    return applyChanges(client, [{ op: 'edit', port, pairs, fixed: port.fixed_ips }], true)
  }

  it('is refused by the revision when the other changed pairs, whose pairs stay', async () => {
    const port = seen()
    setPairs('vmC', '172.17.20.71')
    expect(await write(port)).toMatchObject({ ok: false, error: { kind: 'conflict' } })
    expect(pairsOf('vmC')).toEqual(['172.17.20.71'])
  })

  it('goes through at the newer revision when the other changed something else', async () => {
    const port = seen()
    lab.api('PUT', `ports/${port.id}`, { port: { description: 'touched' } })
    expect(portOf('vmC').revision_number).toBeGreaterThan(Number(port.revision_number))
    expect(await write(port)).toMatchObject({ ok: true })
    expect(pairsOf('vmC').sort()).toEqual(['172.17.20.70', '172.17.20.71'])
    setPairs('vmC')
  })
})

describe('the founding incident through a real Neutron', () => {
  it('is connected once it answers, and read as it is', async () => {
    const draft = { kind: 'neutron', auth: 'none', name: 'cloud', collector: lab.options.collector }
    const wrong = createFabricInput.parse({ ...draft, endpoint: 'http://127.0.0.1:1' })
    expect(said(await createFabric(wrong, LOCAL_OPERATOR))).toContain('does not answer')
    const made = must(await createFabric(createFabricInput.parse({ ...draft, endpoint: lab.url }), LOCAL_OPERATOR))
    expect(made.vpcs).toBe(1)
    fabricId = made.id
    expect(await sync()).toMatchObject({ hosts: 2, unread: [] })
    expect(
      await rows(
        'SELECT g.name, h.name AS host, n.ofport IS NOT NULL AS placed FROM guest g JOIN host h ON h.id = g.host_id JOIN nic n ON n.guest_id = g.id ORDER BY g.name',
      ),
    ).toEqual([
      { name: 'vmA', host: 'hvA', placed: true },
      { name: 'vmB', host: 'hvB', placed: true },
      { name: 'vmC', host: 'hvB', placed: true },
    ])
    await tell('vmA', 'vmB', 'vmC')
    expect(await standing(A, 'vmA')).toBe('working')
    expect(await openRules()).toEqual([])
  })

  it('a VIP that nobody registered answers nobody, and is found', async () => {
    expect(await lab.pings('vmB', A)).toBe(true)
    lab.run('vm', 'vmA', 'ip', 'addr', 'add', `${VIP}/20`, 'dev', 'eth0', 'label', 'eth0:1')
    expect(await lab.pings('vmB', VIP)).toBe(false)
    await tell('vmA')
    expect(await standing(VIP, 'vmA')).toBe('unregistered')
    expect(await openRules()).toEqual(['unregistered'])
  })

  it('plans it: the rules that will be added, and the commands of the client', async () => {
    const input = { nicId: await nicOf('vmA'), address: VIP, kind: 'secondary' }
    const plan = must(await planRegistration(registrationInput.parse(input), LOCAL_OPERATOR))
    expect(plan.retraced).toBe('yes')
    expect(plan.diff.map((diff) => diff.host)).toEqual(['hvA'])
    expect(plan.commands).toMatchObject({
      apply: [`openstack port set --allowed-address ip-address=${VIP},mac-address=${MAC_A} ${portOf('vmA').id}`],
      rollback: [`openstack port unset --allowed-address ip-address=${VIP},mac-address=${MAC_A} ${portOf('vmA').id}`],
    })
    expect(pairsOf('vmA')).toEqual([])
  })

  it('registers it beside what others allowed, and the ping is answered', async () => {
    setPairs('vmA', '172.17.20.77')
    const input = { nicId: await nicOf('vmA'), address: VIP, kind: 'secondary' }
    expect(must(await registerAddress(registrationInput.parse(input), LOCAL_OPERATOR))).toMatchObject({
      verified: true,
      standing: 'working',
    })
    expect(pairsOf('vmA').sort()).toEqual([VIP, '172.17.20.77'])
    expect(await lab.pings('vmB', VIP)).toBe(true)
    expect(await openRules()).not.toContain('unregistered')
  })

  it('does not apply a plan under which somebody changed the port', async () => {
    const input = { nicId: await nicOf('vmA'), address: '172.17.20.40', kind: 'secondary' }
    const plan = must(await planRegistration(registrationInput.parse(input), LOCAL_OPERATOR))
    setPairs('vmA', VIP)
    const late = registrationInput.parse({ ...input, basis: plan.basis })
    expect(said(await registerAddress(late, LOCAL_OPERATOR))).toContain('changed by somebody else')
    expect(pairsOf('vmA')).toEqual([VIP])
  })

  it("says Neutron's limit of pairs as what it is", async () => {
    const ten = Array.from({ length: 10 }, (_, i) => `172.17.21.${i + 1}`)
    setPairs('vmC', ...ten)
    await pool().query('UPDATE vpc SET addresses_max = 50')
    const input = { nicId: await nicOf('vmC'), address: '172.17.21.11', kind: 'secondary' }
    expect(said(await registerAddress(registrationInput.parse(input), LOCAL_OPERATOR))).toContain(
      'max_allowed_address_pair',
    )
    expect(pairsOf('vmC')).toHaveLength(10)
    setPairs('vmC')
    await sync()
  })

  it('releases it, and the ping is not answered again', async () => {
    const [held] = await rows('SELECT id FROM registration WHERE address = $1 AND valid_to IS NULL', [VIP])
    must(await releaseAddress({ id: held.id, why: 'done' }, LOCAL_OPERATOR))
    expect(pairsOf('vmA')).toEqual([])
    expect(await lab.pings('vmB', VIP)).toBe(false)
    expect(await standing(VIP, 'vmA')).toBe('unregistered')
    lab.run('vm', 'vmA', 'ip', 'addr', 'del', `${VIP}/20`, 'dev', 'eth0')
    await tell('vmA')
  })
})

describe('a HAVIP through a real Neutron', () => {
  const holds = (guest: string) =>
    lab.run('vm', guest, 'ip', '-o', 'addr', 'show', 'dev', 'eth0').includes(` ${FLOATING}/`)
  const standings = async () => ({ vmA: await standing(FLOATING, 'vmA'), vmC: await standing(FLOATING, 'vmC') })

  it('is a port that keeps the address, and a pair of each member: OVN below makes it virtual', async () => {
    const input = {
      nicId: await nicOf('vmA'),
      address: FLOATING,
      kind: 'havip',
      memberNicIds: [await nicOf('vmC')],
      name: 'vip',
    }
    must(await registerAddress(registrationInput.parse(input), LOCAL_OPERATOR))
    expect([pairsOf('vmA'), pairsOf('vmC')]).toEqual([[FLOATING], [FLOATING]])
    const reserved = portOf('vip')
    expect(lab.run('nbctl', 'get', 'logical_switch_port', reserved.id, 'type').trim()).toBe('virtual')
    const parents = lab.run('nbctl', 'get', 'logical_switch_port', reserved.id, 'options:virtual-parents')
    for (const name of ['vmA', 'vmC']) expect(parents).toContain(portOf(name).id)
  })

  it('moves with keepalived, and works for whoever holds it', async () => {
    lab.run('keepalived', 'vmC', 'BACKUP', '100', C, A, FLOATING)
    lab.run('keepalived', 'vmA', 'BACKUP', '150', A, C, FLOATING)
    await expect.poll(() => holds('vmA'), { timeout: 20_000 }).toBe(true)
    await expect.poll(() => lab.pings('vmB', FLOATING), { timeout: 20_000 }).toBe(true)
    await tell('vmA', 'vmC')
    await expect
      .poll(async () => (await sync()) && standings(), { timeout: 20_000 })
      .toEqual({ vmA: 'working', vmC: 'standby' })
    lab.run('stop-keepalived', 'vmA')
    await expect.poll(() => holds('vmC'), { timeout: 20_000 }).toBe(true)
    await expect.poll(() => lab.pings('vmB', FLOATING), { timeout: 20_000 }).toBe(true)
    await tell('vmA', 'vmC')
    await expect
      .poll(async () => (await sync()) && standings(), { timeout: 20_000 })
      .toEqual({ vmA: 'standby', vmC: 'working' })
  })

  it('warns of a member whose pair somebody took away', async () => {
    setPairs('vmC')
    await sync()
    expect(await openRules()).toContain('unregistered')
    expect(await lab.pings('vmB', FLOATING)).toBe(false)
  })
})

describe('a Neutron that is away', () => {
  it('turns its facts old and takes none away, and is read on when it is back', async () => {
    lab.server('stop-server')
    expect(said(await syncFabric({ fabricId }, SYSTEM))).toContain('cannot be reached')
    expect(await standing(A, 'vmA')).toBe('working')
    expect((await rows('SELECT error FROM fabric'))[0].error).toContain('cannot be reached')
    lab.server('start-server')
    await sync()
    expect((await rows('SELECT error FROM fabric'))[0].error).toBeNull()
  })
})
