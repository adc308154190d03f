import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readJsonLines, runRollcall } from '../support/run-rollcall'
import { listTraceCases } from '../support/trace-cases'

const KINDS = ['trace', 'trace-oracle', 'trace-pipeline']
const asSet = (verdict: unknown): unknown => (Array.isArray(verdict) ? verdict.map(String).sort() : verdict)
const asPlain = (text: string): string =>
  text
    .replace(/recirc\(0x[0-9a-f]+\)/g, 'recirc')
    .replace(/recirc_id=(0x)?[0-9a-f]+/g, 'recirc_id')
    .split(/,(?![^(]*\))/)
    .sort()
    .join()

describe("every recorded trace of Open vSwitch's own, through the command line", () => {
  const all = KINDS.flatMap((kind) =>
    listTraceCases(kind).flatMap((one) =>
      one.expected.map((expected, index) => ({ id: `${kind}/${one.name}/${index}`, folder: one.folder, expected })),
    ),
  )

  it('in one batch', { timeout: 60_000 }, async () => {
    const lines = all.map(({ id, folder, expected: { bridge, packet, options } }) =>
      JSON.stringify({ id, dir: folder, bridge, packet, options }),
    )
    const { status, stdout, stderr } = await runRollcall(['trace', '--batch', '-'], { input: `${lines.join('\n')}\n` })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const answers = readJsonLines(stdout)
    expect(answers.map((answer) => answer.id)).toEqual(all.map(({ id }) => id))
    all.forEach(({ id, expected }, index) => {
      const answer = answers[index] ?? {}
      expect({
        id,
        verdict: asSet(answer.verdict),
        controller: answer.controller,
        datapathActions: (answer.datapathActions as string[]).map(asPlain),
        finalFlow: (answer.finalFlow as string[]).map(asPlain),
      }).toEqual({
        id,
        verdict: asSet(expected.verdict),
        controller: expected.controller,
        datapathActions: expected.datapathActions.map(asPlain),
        finalFlow: expected.finalFlow.map(asPlain),
      })
    })
  })
})

describe('rollcall trace', { timeout: 30_000 }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-trace-'))
  const put = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), text)
    return path.join(folder, file)
  }
  const topology = {
    bridges: [
      { name: 'br0', ports: [port('p1', 1), { ...port('up', 9), type: 'patch', options: { peer: 'down' } }] },
      { name: 'br1', ports: [port('p5', 5), { ...port('down', 8), type: 'patch', options: { peer: 'up' } }] },
    ],
  }
  let one: string
  let two: string
  let map: string
  beforeAll(() => {
    one = put('a/flows.br0.txt', ' priority=5,ip,in_port=1,nw_src=10.0.0.1 actions=output:9\n')
    two = put(
      'a/flows.br1.txt',
      ' in_port=8 actions=output:5\n in_port=5,ip actions=ct(table=1)\n table=1,ct_state=+est actions=8\n',
    )
    map = put('a/topology.json', JSON.stringify(topology))
    put('b/flows.txt', 'in_port=1 actions=2\n')
    put('c/readme.txt', 'no flows')
    symlinkSync('/nowhere', path.join(folder, 'broken'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const trace = (...args: string[]) => runRollcall(['trace', ...args])
  const both = () => ['--bridge', `br0=${one}`, '--bridge', `br1=${two}`, '--topology', map]

  it('follows a packet over a patch port to the next bridge', async () => {
    const { status, stdout } = await trace(...both(), '--json', 'in_port=1,ip,nw_src=10.0.0.1')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: [5],
      outputs: [{ port: 'p5', ofport: 5, bridge: 'br1' }],
      controller: false,
      unknown: [],
      steps: [
        { bridge: 'br0', table: 0, rule: { line: 1, priority: 5 } },
        { bridge: 'br1', table: 0, rule: { line: 1 } },
      ],
    })
  })

  it('lets a packet enter the bridge that has its port, or the one that is named', async () => {
    const entering = JSON.parse((await trace(...both(), '--json', '--ct-next', 'trk,est', 'in_port=5,ip')).stdout)
    expect(entering.steps[0].bridge).toBe('br1')
    expect(entering.verdict).toBe('drop') // over the patch port it reaches br0, which has no rule for it
    expect(JSON.parse((await trace(...both(), '--json', 'br0', 'in_port=5,ip')).stdout).steps[0].bridge).toBe('br0')
  })

  it('takes the state after connection tracking as it is told', async () => {
    const untold = JSON.parse((await trace(...both(), '--json', 'in_port=5,ip')).stdout)
    expect(untold.steps.map((step: { pass: number; table: number; rule: unknown }) => [step.pass, step.table])).toEqual(
      [
        [0, 0],
        [1, 1],
      ],
    )
    expect(untold.verdict).toBe('drop')
    const told = JSON.parse((await trace(...both(), '--json', '--ct-next', 'trk,est', 'in_port=5,ip')).stdout)
    expect(told.steps.at(-1)).toMatchObject({ bridge: 'br0', rule: null })
  })

  it('draws the tree and says what would have passed', async () => {
    const tree = await trace('--flows', one, '--tree', 'in_port=1,ip,nw_src=10.0.0.2')
    expect(tree.stdout).toContain('bridge("br0")')
    expect(tree.stdout).toContain('nw_src is 10.0.0.2, not 10.0.0.1')
    expect(tree.stdout).toContain('Datapath actions: drop')
    const brief = await trace('--flows', one, 'in_port=1,ip,nw_src=10.0.0.2')
    expect(brief.stdout).toMatch(/^Dropped\.\n/)
  })

  it.each([
    ['no packet', ['--flows', 'FLOWS'], 'needs a packet'],
    ['no rules', ['in_port=1'], 'needs rules'],
    ['no such file', ['--flows', '/nowhere/flows', 'in_port=1'], '/nowhere/flows does not exist'],
    ['a directory', ['--flows', os.tmpdir(), 'in_port=1'], 'is a directory'],
    ['no such bridge', ['--bridge', 'br7=FLOWS', 'br0', 'in_port=1'], 'no bridge br0'],
    ['a packet that is none', ['--flows', 'FLOWS', 'colour=red'], 'colour'],
    ['a state that is none', ['--flows', 'FLOWS', '--ct-next', 'maybe', 'in_port=1'], 'maybe'],
    ['a topology that is none', ['--flows', 'FLOWS', '--topology', 'FLOWS', 'in_port=1'], 'no JSON'],
    ['a bridge without a file', ['--bridge', 'br0', 'in_port=1'], 'NAME=FILE'],
    ['an option that is none', ['--flow', 'FLOWS', 'in_port=1'], '--flow'],
  ])('refuses %s with a sentence', async (_name, args, sentence) => {
    const { status, stdout, stderr } = await trace(...args.map((arg) => arg.replace('FLOWS', one)))
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(sentence)
    expect(stderr).not.toMatch(/\n {4}at /)
  })

  it('answers each entry of a batch in order, those that fail too', async () => {
    const entries = [
      JSON.stringify({ id: 1, dir: path.join(folder, 'b'), bridge: 'br-int', packet: 'in_port=1' }),
      '{"id": 2, "dir"',
      JSON.stringify({ id: 'three', dir: path.join(folder, 'c'), bridge: null, packet: 'in_port=1', options: [] }),
      '',
      JSON.stringify({ id: 4, dir: path.join(folder, 'broken'), packet: 'in_port=1' }),
      JSON.stringify({ id: 5, dir: path.join(folder, 'b'), packet: 'in_port=1', options: ['--colour'] }),
      JSON.stringify({ id: 6, dir: path.join(folder, 'b'), packet: 'in_port=x' }),
      JSON.stringify({ id: 7, packet: 'in_port=1' }),
      '[1]',
      JSON.stringify({ id: 9, dir: path.join(folder, 'a'), bridge: 'br1', packet: 'in_port=8', options: [] }),
    ]
    const { status, stdout } = await runRollcall(['trace', '--batch', put('batch.jsonl', entries.join('\r\n'))])
    expect(status).toBe(2)
    expect(readJsonLines(stdout).map(({ id, verdict, error }) => [id, verdict ?? typeof error])).toEqual([
      [1, [2]],
      [null, 'string'],
      ['three', 'string'],
      [4, 'string'],
      [5, 'string'],
      [6, 'string'],
      [7, 'string'],
      [null, 'string'],
      [9, [5]],
    ])
  })

  it('finds the folders of a batch beside it', async () => {
    put('relative.jsonl', `${JSON.stringify({ id: 1, dir: 'b', packet: 'in_port=1' })}\n`)
    const { stdout } = await runRollcall(['trace', '--batch', path.join(folder, 'relative.jsonl')], { cwd: '/' })
    expect(readJsonLines(stdout)[0]).toMatchObject({ id: 1, verdict: [2] })
  })

  it('says which lines of a dump were no rules', async () => {
    const file = put('odd.txt', 'in_port=1 actions=2\nwhat is this\n')
    const { status, stdout, stderr } = await trace('--flows', file, '--json', 'in_port=1')
    expect(status).toBe(0)
    expect(JSON.parse(stdout).verdict).toEqual([2])
    expect(stderr).toContain('odd.txt, line 2, column 1')
  })
})

function port(name: string, ofport: number): Record<string, unknown> {
  return { name, ofport, type: '', options: {} }
}
