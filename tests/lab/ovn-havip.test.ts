import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeFabrics } from '../../fabrics/catalogue'
import { LOCAL_OPERATOR, SYSTEM } from '../../server/actor'
import { ingestInput, ingestTranscript } from '../../server/operations/evidence/ingest-transcript'
import { createFabric, createFabricInput } from '../../server/operations/fabric/manage-fabrics'
import { syncFabric } from '../../server/operations/fabric/sync-fabric'
import { registrationInput } from '../../server/operations/fix/plan-registration'
import { registerAddress } from '../../server/operations/fix/register-address'
import { pool } from '../../server/store/database'
import { type OvnLab, startOvnLab } from '../support/ovn-lab'
import { must } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

const VIP = '172.17.20.49'
const [A, C] = ['172.17.20.29', '172.17.20.31']
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows
const nicOf = async (guest: string): Promise<number> =>
  (await rows('SELECT n.id FROM nic n JOIN guest g ON g.id = n.guest_id WHERE g.name = $1', [guest]))[0].id
const standings = async (address = VIP) =>
  Object.fromEntries(
    (
      await rows(
        'SELECT g.name, s.standing FROM standing s JOIN nic n ON n.id = s.nic_id JOIN guest g ON g.id = n.guest_id WHERE s.address = $1',
        [address],
      )
    ).map((row) => [row.name, row.standing]),
  )
const openRules = async () =>
  (await rows("SELECT rule FROM finding WHERE state = 'open' AND severity > 1 ORDER BY rule")).map((row) => row.rule)

let closeDatabase: () => Promise<void>
let lab: OvnLab
let fabricId: number
const sync = async () => must(await syncFabric({ fabricId }, SYSTEM))
const tell = async (...guests: string[]) => {
  for (const guest of guests)
    must(await ingestTranscript(ingestInput.parse({ text: lab.ipAddr(guest) }), LOCAL_OPERATOR))
}
const holds = (guest: string) => lab.run('vm', guest, 'ip', '-o', 'addr', 'show', 'dev', 'eth0').includes(` ${VIP}/`)
const holder = (guest: string) => expect.poll(() => holds(guest), { timeout: 20_000 }).toBe(true)
const security = (guest: string, mac: string, ...addresses: string[]) =>
  lab.run('nbctl', '--wait=hv', 'lsp-set-port-security', guest, [mac, ...addresses].join(' '))

beforeAll(async () => {
  closeDatabase = await openTestDatabase()
  lab = startOvnLab()
  const draft = createFabricInput.parse({ name: 'lab', endpoint: lab.northbound, ...lab.options })
  fabricId = must(await createFabric(draft, LOCAL_OPERATOR)).id
  await sync()
  await tell('vmA', 'vmB', 'vmC')
})
afterAll(async () => {
  await closeFabrics()
  lab.stop()
  await closeDatabase()
})

describe('a HAVIP on real OVN, moved by keepalived between two chassis', () => {
  it('is made with both members allowed', async () => {
    const nicId = await nicOf('vmA')
    const input = { nicId, address: VIP, kind: 'havip', memberNicIds: [await nicOf('vmC')], name: 'vip' }
    must(await registerAddress(registrationInput.parse(input), LOCAL_OPERATOR))
    expect(lab.run('nbctl', 'get', 'logical_switch_port', 'vip', 'options')).toContain('virtual-parents="vmA,vmC"')
    expect(lab.run('nbctl', 'get', 'logical_switch_port', 'vmC', 'port_security')).toContain(VIP)
  })

  it('works for the one that holds it, and the other stands by', async () => {
    lab.run('keepalived', 'vmC', 'BACKUP', '100', C, A, VIP)
    lab.run('keepalived', 'vmA', 'BACKUP', '150', A, C, VIP)
    await holder('vmA')
    await expect.poll(() => lab.pings('vmB', VIP), { timeout: 20_000 }).toBe(true)
    await sync()
    await tell('vmA', 'vmC')
    expect(await standings()).toEqual({ vmA: 'working', vmC: 'standby' })
    expect(await openRules()).toEqual([])
  })

  it('warns before the failover when the member that stands by is not allowed', async () => {
    security('vmC', '00:16:3e:33:44:55', C)
    await sync()
    expect(await openRules()).toEqual(['havip-member-not-allowed'])
  })

  it('which goes black when the warning is ignored', async () => {
    lab.run('stop-keepalived', 'vmA')
    await holder('vmC')
    expect(await lab.pings('vmB', VIP)).toBe(false)
    await tell('vmA', 'vmC')
    expect(await standings()).toMatchObject({ vmC: 'unregistered' })
  })

  it('and comes back when the member is registered', async () => {
    const input = { nicId: await nicOf('vmC'), address: VIP, kind: 'secondary' }
    must(await registerAddress(registrationInput.parse(input), LOCAL_OPERATOR))
    await expect.poll(() => lab.pings('vmB', VIP), { timeout: 20_000 }).toBe(true)
    await expect.poll(async () => (await sync()) && standings(), { timeout: 20_000 }).toMatchObject({ vmC: 'working' })
  })

  it('tells split brain from a failover', async () => {
    lab.run('vm', 'vmA', 'ip', 'addr', 'add', `${VIP}/32`, 'dev', 'eth0')
    await tell('vmA', 'vmC')
    expect(await openRules()).toContain('havip-several-holders')
    lab.run('vm', 'vmA', 'ip', 'addr', 'del', `${VIP}/32`, 'dev', 'eth0')
    await tell('vmA')
    expect(await openRules()).not.toContain('havip-several-holders')
  })
})

describe('mismatches of port security are told apart', () => {
  const MAC = '00:16:3e:0a:5c:f1'
  const EXTRA = '172.17.20.60'
  const found = async () => {
    await sync()
    return openRules()
  }
  beforeAll(async () => {
    lab.run('stop-keepalived', 'vmC')
    lab.run('vm', 'vmA', 'ip', 'addr', 'add', `${EXTRA}/20`, 'dev', 'eth0')
    await tell('vmA')
  })

  it('an address that is given and not allowed: neighbours learn it, and nothing comes back', async () => {
    lab.run('nbctl', '--wait=hv', 'lsp-set-addresses', 'vmA', `${MAC} ${A} ${EXTRA}`)
    security('vmA', MAC, A)
    expect(await found()).toEqual(expect.arrayContaining(['given-not-allowed', 'unregistered']))
    expect(await lab.pings('vmB', EXTRA)).toBe(false)
    expect(lab.run('vm', 'vmB', 'ip', 'neigh', 'show', EXTRA)).toContain(MAC)
    lab.run('nbctl', '--wait=hv', 'lsp-set-addresses', 'vmA', `${MAC} ${A}`)
  })

  it('no port security at all: it passes, and the interface is not filtered', async () => {
    lab.run('nbctl', '--wait=hv', 'lsp-set-port-security', 'vmA')
    expect(await lab.pings('vmB', EXTRA)).toBe(true)
    expect(await found()).toContain('filter-off')
    await expect
      .poll(async () => (await sync()) && standings(EXTRA), { timeout: 10_000 })
      .toEqual({ vmA: 'unfiltered' })
  })

  it('the MAC alone: any address of it passes, which is far too wide', async () => {
    lab.run('nbctl', '--wait=hv', 'lsp-set-port-security', 'vmA', MAC)
    expect(await lab.pings('vmB', EXTRA)).toBe(true)
    const rules = await found()
    expect(rules).toContain('too-wide')
    expect(rules).not.toContain('filter-off')
  })

  it('the last parent of a virtual port is what the fabric last heard, not the holder', async () => {
    security('vmA', MAC, A, VIP)
    security('vmC', '00:16:3e:33:44:55', C, VIP)
    lab.run('vm', 'vmA', 'ip', 'addr', 'add', `${VIP}/32`, 'dev', 'eth0')
    lab.run('vm', 'vmA', 'arping', '-q', '-U', '-c', '2', '-I', 'eth0', VIP)
    await tell('vmA', 'vmC')
    await expect.poll(found, { timeout: 20_000 }).not.toContain('havip-holder-mismatch')
    // The address moves without an announcement: the fabric goes on sending to where it was.
    lab.run('vm', 'vmA', 'ip', 'addr', 'del', `${VIP}/32`, 'dev', 'eth0')
    lab.run('vm', 'vmC', 'sysctl', '-q', 'net.ipv4.conf.eth0.arp_notify=0')
    lab.run('vm', 'vmC', 'ip', 'addr', 'add', `${VIP}/32`, 'dev', 'eth0')
    await tell('vmA', 'vmC')
    expect(await found()).toContain('havip-holder-mismatch')
  })
})
