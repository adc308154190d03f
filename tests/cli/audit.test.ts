import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runRollcall } from '../support/run-rollcall'

const root = path.resolve(import.meta.dirname, '../..')
const OVN = path.join(root, 'tests/fixtures/ovn')
const state = (name: string): string[] => [
  path.join(OVN, `ports-${name}.txt`),
  path.join(OVN, 'guest-a-ip-addr.txt'),
  path.join(OVN, `hv-a-${name}.txt`),
]
const KEYS = ['nic', 'mac', 'address', 'configured', 'registered', 'programmed', 'standing', 'findings']

describe('rollcall audit', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-audit-'))
  const put = (file: string, data: string | Uint8Array): string => {
    writeFileSync(path.join(folder, file), data)
    return path.join(folder, file)
  }
  let healthy: string[]
  beforeAll(() => {
    const mac = '00:16:3e:00:00:01'
    const ports = { Reservation: 1 }
    healthy = [
      put(
        'ip.txt',
        `2: eth0: <UP> mtu 1500\n    link/ether ${mac} brd ff:ff:ff:ff:ff:ff\n    inet 10.0.0.5/24 scope global eth0\n`,
      ),
      put(
        'ports.json',
        JSON.stringify({
          ...ports,
          NetworkInterfaces: [
            {
              NetworkInterfaceId: 'eni-1',
              MacAddress: mac,
              VpcId: 'vpc-1',
              SubnetId: 'subnet-1',
              SourceDestCheck: true,
              PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.0.5' }],
            },
          ],
        }),
      ),
    ]
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('prints one array of rows, and exits 1 when something is critical', async () => {
    const { status, stdout } = await runRollcall(['audit', ...state('blocked')])
    expect(status).toBe(1)
    const rows = JSON.parse(stdout)
    for (const row of rows) expect(Object.keys(row)).toEqual(KEYS)
    expect(rows.find((row: { address: string }) => row.address === '172.17.20.39')).toMatchObject({
      nic: 'port-vmA',
      mac: '00:16:3e:0a:5c:f1',
      configured: 'yes',
      registered: 'no',
      programmed: 'no',
      standing: 'unregistered',
      findings: [{ rule: 'unregistered', severity: 'critical' }],
    })
  })

  it('reads gzip and standard input, and exits 0 when nothing is wrong', async () => {
    const zipped = put('ports.json.gz', gzipSync(Buffer.from(await readOf(healthy[1] ?? ''))))
    const { status, stdout, stderr } = await runRollcall(['audit', '-', zipped], {
      input: await readOf(healthy[0] ?? ''),
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject([
      { address: '10.0.0.5', configured: 'yes', registered: 'yes', findings: [] },
    ])
  })

  it.each([
    ['a file that is not there', ['/nowhere/x'], 'does not exist'],
    ['a directory', [os.tmpdir()], 'is a directory'],
    ['no file', [], 'at least one file'],
    ['an option that is none', ['--quietly', 'x'], '--quietly'],
  ])('exits 2 for %s, with a sentence', async (_name, args, sentence) => {
    const { status, stderr } = await runRollcall(['audit', ...args])
    expect(status).toBe(2)
    expect(stderr).toContain(sentence)
  })

  it.each([
    ['prose', 'Nothing works since Tuesday.\n', 'nothing in it is known evidence'],
    ['bytes that are no text', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 'no text'],
    ['gzip that ends early', gzipSync(Buffer.alloc(9999, 'x')).subarray(0, 20), 'is damaged'],
  ])('exits 2 for %s and judges the rest', async (name, data, sentence) => {
    const { status, stdout, stderr } = await runRollcall(['audit', ...healthy, put(name.replaceAll(' ', '-'), data)])
    expect(status).toBe(2)
    expect(stderr).toContain(sentence)
    expect(JSON.parse(stdout)).toHaveLength(1)
  })

  it('tells people in sentences, with the lines that a finding rests on', async () => {
    const { stdout } = await runRollcall(['audit', '--text', ...state('blocked')])
    expect(stdout).toContain('critical: 172.17.20.39 is up on port-vmA, but nobody registered it')
    expect(stdout).toContain('guest-a-ip-addr.txt:4: 172.17.20.39')
  })

  it('is a gate with a JUnit report that an XML reader takes', async () => {
    const { parseXml } = await import('@rgrove/parse-xml')
    const { status, stdout } = await runRollcall(['check', '--junit', ...state('blocked')])
    expect(status).toBe(1)
    const suites = parseXml(stdout).root
    expect(suites?.attributes).toMatchObject({ tests: '6', failures: '2', errors: '0' })
    expect((stdout.match(/<testcase /g) ?? []).length).toBe(6)
    expect((stdout.match(/<failure type="/g) ?? []).length).toBe(2)
  })

  it('is a gate with SARIF: results, rules and places', async () => {
    const { status, stdout } = await runRollcall(['check', '--sarif', ...state('blocked')])
    expect(status).toBe(1)
    const { version, runs } = JSON.parse(stdout)
    expect(version).toBe('2.1.0')
    const { results, tool } = runs[0]
    for (const result of results) expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
    const found = results.find((result: { ruleId: string }) => result.ruleId === 'unregistered')
    expect(found).toMatchObject({
      level: 'error',
      locations: [{ physicalLocation: { region: { startLine: 4, snippet: { text: '172.17.20.39/20' } } } }],
    })
  })

  it('passes with findings below the severity that fails', async () => {
    const open = put(
      'open.json',
      (await readOf(healthy[1] ?? '')).replace('"SourceDestCheck":true', '"SourceDestCheck":false'),
    )
    const files = [healthy[0] ?? '', open]
    expect((await runRollcall(['check', ...files])).status).toBe(0)
    expect((await runRollcall(['check', '--fail-on', 'warning', ...files])).status).toBe(1)
    expect((await runRollcall(['check', '--fail-on', 'never', ...files])).status).toBe(2)
  })
})

const readOf = async (file: string): Promise<string> => (await import('node:fs/promises')).readFile(file, 'utf8')
