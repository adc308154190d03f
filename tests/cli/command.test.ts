import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { readJsonLines, runRollcall } from '../support/run-rollcall'

const root = path.resolve(import.meta.dirname, '../..')
const BIN = path.join(root, 'cli/bin.mjs')
const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-cli-'))
const put = (name: string, data: string | Uint8Array): string => {
  writeFileSync(path.join(folder, name), data)
  return path.join(folder, name)
}
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the command line', () => {
  it('shows every command in its help, and each has a help of its own', async () => {
    const { status, stdout } = await runRollcall(['--help'])
    expect(status).toBe(0)
    const names = [...stdout.matchAll(/^ {2}rollcall (\w+)/gm)].map(([, name = '']) => name)
    expect(names).toEqual(expect.arrayContaining(['parse', 'formats', 'trace', 'audit', 'check', 'redact', 'watch']))
    const helps = await Promise.all(
      names.flatMap((name) => [runRollcall([name, '--help']), runRollcall(['help', name])]),
    )
    for (const [index, help] of helps.entries()) {
      expect(help).toMatchObject({ status: 0, stderr: '' })
      expect(help.stdout).toContain(`rollcall ${names[index >> 1]}`)
    }
  })

  it.each([
    ['no command', [], 'rollcall COMMAND --help'],
    ['a command that is none', ['pasre'], 'there is no command "pasre"'],
    ['help for one', ['help', 'pasre'], 'there is no command "pasre"'],
    ['a kind that is none', ['parse', 'constructor', 'x'], 'parse needs one of'],
    ['a format that is none', ['parse', 'capture', '--format', 'toString', 'x'], 'there is no format "toString"'],
  ])('exits 2 for %s', async (_name, args, sentence) => {
    const { status, stderr } = await runRollcall(args)
    expect(status).toBe(2)
    expect(stderr).toContain(sentence)
  })

  it('reads files as people save them', async () => {
    const text = '2: eth0: <UP> mtu 1500\n    inet 10.0.0.5/24 scope global eth0\n'
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le')
    const files = [
      put('utf8', text),
      put('bom', `\ufeff${text}`),
      put('utf16', utf16),
      put('utf16-bare', utf16.subarray(2)),
      put('packed.gz', gzipSync(text)),
    ]
    const { status, stdout } = await runRollcall(['parse', 'capture', ...files])
    expect(status).toBe(0)
    for (const document of readJsonLines(stdout))
      expect(document.value, String(document.file)).toMatchObject([
        { name: 'eth0', addresses: [{ address: '10.0.0.5' }] },
      ])
  })

  it('goes on after a file that cannot be read, in the order given', async () => {
    const good = put('rules', 'in_port=1 actions=2\n')
    const { status, stdout } = await runRollcall(['parse', 'flows', '/nowhere', good, folder, good])
    expect(status).toBe(2)
    expect(readJsonLines(stdout).map((document) => ('error' in document ? 'error' : 'value'))).toEqual([
      'error',
      'value',
      'error',
      'value',
    ])
  })

  it('writes whole lines to a reader that is slow', async () => {
    const rule = 'cookie=0x1, table=0, priority=5,ip,nw_src=10.0.0.1 actions=output:2\n'
    const big = put('big', rule.repeat(20_000))
    const child = spawn(process.execPath, [BIN, 'parse', 'flows', big, big], { stdio: ['ignore', 'pipe', 'ignore'] })
    let text = ''
    for await (const chunk of child.stdout) {
      text += chunk
      if (text.length < 2_000_000) await new Promise((resolve) => setTimeout(resolve, 2))
    }
    expect(readJsonLines(text).map((document) => (document.value as unknown[]).length)).toEqual([20_000, 20_000])
  })

  it('ends quietly when its reader has seen enough', async () => {
    const big = put('enough', 'in_port=1 actions=2\n'.repeat(50_000))
    const child = spawn(process.execPath, [BIN, 'parse', 'flows', big, big, big])
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    child.stdout.once('data', () => child.stdout.destroy())
    const status = await new Promise((resolve) => child.once('exit', resolve))
    expect({ status, said }).toEqual({ status: 0, said: '' })
  })
})

/** A checkout after `npm ci` alone: sources and packages, nothing built. */
function checkout(name: string): string {
  const home = path.join(folder, name)
  mkdirSync(home)
  for (const room of ['cli', 'launch']) cpSync(path.join(root, room), path.join(home, room), { recursive: true })
  for (const room of ['core', 'fabrics', 'intake', 'node_modules'])
    symlinkSync(path.join(root, room), path.join(home, room))
  for (const file of ['package.json', 'package-lock.json']) cpSync(path.join(root, file), path.join(home, file))
  return home
}
function start(home: string, cache: string): Promise<{ status: number | null; output: string }> {
  const env = { ...process.env, XDG_CACHE_HOME: cache }
  const child = spawn(process.execPath, [path.join(home, 'cli/bin.mjs'), 'formats'], { env })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk
    })
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, output })))
}

describe('the first use of a checkout', { timeout: 60_000 }, () => {
  it('builds once for all, and several at once do not disturb each other', async () => {
    const home = checkout('several')
    const results = await Promise.all([1, 2, 3].map(() => start(home, path.join(folder, 'cache-1'))))
    for (const { status, output } of results) {
      expect(status).toBe(0)
      expect(output).toContain('dump-flows\tflows\n')
    }
    expect(readdirSync(path.join(home, 'dist'))).toEqual(['rollcall.mjs'])
    const built = readFileSync(path.join(home, 'dist/rollcall.mjs'), 'utf8')
    const later = new Date(Date.now() + 60_000)
    writeFileSync(
      path.join(home, 'cli/commands/formats.ts'),
      readFileSync(path.join(home, 'cli/commands/formats.ts'), 'utf8').replaceAll('\\t', '|'),
    )
    utimesSync(path.join(home, 'cli/commands/formats.ts'), later, later)
    expect((await start(home, path.join(folder, 'cache-1'))).output).toContain('dump-flows|flows\n')
    expect(readFileSync(path.join(home, 'dist/rollcall.mjs'), 'utf8')).not.toBe(built)
  })

  it('builds elsewhere where the checkout cannot be written', async () => {
    const home = checkout('fixed')
    writeFileSync(path.join(home, 'dist'), 'no folder can be here')
    const cache = path.join(folder, 'cache-2')
    expect(await start(home, cache)).toMatchObject({
      status: 0,
      output: expect.stringContaining('dump-flows\tflows\n'),
    })
    expect(existsSync(path.join(cache, 'rollcall'))).toBe(true)
    expect(readFileSync(path.join(home, 'dist'), 'utf8')).toBe('no folder can be here')
  })
})
