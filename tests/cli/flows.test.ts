import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../../launch/bundle.mjs'
import { runRollcall } from '../support/run-rollcall'

const fixture = (name: string) => path.join(import.meta.dirname, '../fixtures/openflow', name)
const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-flows-'))
const put = (file: string, text: string): string => {
  writeFileSync(path.join(folder, file), text)
  return path.join(folder, file)
}
const topology = put(
  'topology.json',
  JSON.stringify({
    bridges: [
      {
        name: 'br-int',
        ports: [
          { name: 'vmA', ofport: 1, type: 'system' },
          { name: 'vx0', ofport: 100, type: 'vxlan', options: { remote_ip: '10.98.0.2', key: 'flow' } },
        ],
      },
    ],
  }),
)

beforeAll(() => bundle(['rollcall']), 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('rollcall who', { timeout: 30_000 }, () => {
  const flows = fixture('hv-a-registered.txt')

  it('prints one document with the sets of every port that speaks', async () => {
    const { status, stdout, stderr } = await runRollcall(['who', '--flows', flows, '--topology', topology])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const { ports, assumptions } = JSON.parse(stdout)
    expect(ports).toHaveLength(1)
    expect(ports[0]).toMatchObject({
      bridge: 'br-int',
      port: 'vmA',
      ofport: 1,
      out: {
        ipv4: ['172.17.20.29/32', '172.17.20.39/32'],
        arp: ['172.17.20.29/32', '172.17.20.39/32'],
        ipv6: [],
        nd: [],
      },
      in: { ipv4: ['0.0.0.0/0'], ipv6: ['::/0'] },
      macs: [{ mac: '00:16:3e:0a:5c:f1', ipv4: ['172.17.20.29/32', '172.17.20.39/32'] }],
      exceptions: [],
    })
    expect(assumptions.join()).toContain('vx0 of br-int')
  })

  it('prints a table for people, of one port by number', async () => {
    const { status, stdout } = await runRollcall([
      'who',
      '--flows',
      flows,
      '--topology',
      topology,
      '--port',
      '1',
      '--text',
    ])
    expect(status).toBe(0)
    expect(stdout).toContain('vmA (port 1 of br-int)')
    expect(stdout).toMatch(/ARP replies of +172\.17\.20\.29, 172\.17\.20\.39\n/)
  })

  it.each([
    [['--flows', flows], 'who needs the ports of the switch: --topology FILE'],
    [['--topology', topology], 'who needs rules'],
    [['--flows', flows, '--topology', topology, '--port', 'vmX'], 'there is no port vmX'],
    [['--flows', 'missing.txt', '--topology', topology], 'missing.txt does not exist'],
  ])('refuses %j', async (args, reason) => {
    const { status, stdout, stderr } = await runRollcall(['who', ...args], { cwd: folder })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(reason)
  })
})

describe('rollcall lint', { timeout: 30_000 }, () => {
  const faulty = put('faulty.txt', 'priority=9,ip actions=1\npriority=5,ip,nw_src=10.0.0.1 actions=drop\n')

  it('fails on a verdict, with the two rules that show it', async () => {
    const { status, stdout } = await runRollcall(['lint', '--flows', faulty, '--json'])
    expect(status).toBe(1)
    expect(JSON.parse(stdout).bridges[0].findings).toMatchObject([
      { name: 'shadowed', isVerdict: true, table: 0, rule: { line: 2, priority: 5 }, other: { line: 1, priority: 9 } },
    ])
  })

  it('passes where there is none, and says the rest for people', async () => {
    const { status, stdout } = await runRollcall([
      'lint',
      '--flows',
      fixture('hv-a-blocked.txt'),
      '--topology',
      topology,
      '--text',
    ])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^br-int: 0 verdicts, 1 worth a look\n {4}never-hit/)
  })

  it('refuses what it cannot read', async () => {
    expect((await runRollcall(['lint'])).status).toBe(2)
    expect((await runRollcall(['lint', '--flows', folder])).status).toBe(2)
  })
})

describe('rollcall diff', { timeout: 30_000 }, () => {
  const files = [fixture('hv-a-blocked.txt'), fixture('hv-a-registered.txt')]

  it('prints what was added, and what was counted', async () => {
    const { status, stdout } = await runRollcall(['diff', ...files])
    expect(status).toBe(0)
    const { added, removed, changed, counters, same } = JSON.parse(stdout)
    expect(added.map((rule: { line: number }) => rule.line)).toEqual([6, 8])
    expect({ removed, changed, same }).toEqual({ removed: [], changed: [], same: 7 })
    expect(counters[0]).toMatchObject({
      sentence: '+1 packet on the default drop of table 10',
      packets: 1,
      isDrop: true,
    })
  })

  it('prints it for people', async () => {
    const { stdout } = await runRollcall(['diff', '--text', ...files])
    expect(stdout).toContain('+ table=10, priority=100,arp,')
    expect(stdout).toContain('2 added, 0 removed, 0 changed, 7 as before')
  })

  it('says where lines are no rules, and refuses a file without any', async () => {
    const partly = put('partly.txt', 'ip actions=drop\nwhat is this\n')
    const some = await runRollcall(['diff', partly, partly])
    expect(some.status).toBe(0)
    expect(some.stderr).toContain('line 2, column 1')
    const none = await runRollcall(['diff', put('none.txt', 'what is this\n'), partly])
    expect({ status: none.status, stdout: none.stdout }).toEqual({ status: 2, stdout: '' })
  })
})

describe('rollcall parse flows', { timeout: 30_000 }, () => {
  const file = put('typed.txt', 'tcp,nw_src=10.0.0.1,tp_dst=80,actions=mod_nw_src:10.0.0.2,output:1\n')
  const actions = async (...options: string[]) => {
    const { status, stdout, stderr } = await runRollcall(['parse', 'flows', ...options, file])
    return { status, stderr, actions: status === 0 ? JSON.parse(stdout).value[0].actions : null }
  }

  it('says typed rules in a version of OpenFlow that --protocols allows', async () => {
    expect((await actions()).actions).toBe('mod_nw_src:10.0.0.2,output:1')
    expect((await actions('--protocols', 'OpenFlow13,openflow14')).actions).toBe('set_field:10.0.0.2->ip_src,output:1')
    const refused = await actions('--protocols', 'OpenFlow9')
    expect(refused).toMatchObject({ status: 2, actions: null })
    expect(refused.stderr).toContain('OpenFlow9')
  })
})
