import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runRollcall } from '../support/run-rollcall'

const run = promisify(execFile)
const BIN = path.resolve(import.meta.dirname, '../../cli/bin.mjs')
const TOKEN = 'rca_test_token'
type Report = { readonly at: number; readonly token: string; readonly text: string }

let folder: string
let child: ChildProcess | null
let server: http.Server
let reports: Report[]
let answer: (count: number) => { status: number; body?: string; headers?: Record<string, string> }
let stderr: string

/** A shell script that stands for `ip`: what it lists is in a file, and it tells of a change when that is touched. */
const FAKE_IP = `#!/bin/sh
here=$(dirname "$0")
case "$*" in
  *monitor*) [ -e "$here/deaf" ] && exit 1
    last=$(cat "$here/tick" 2>/dev/null)
    while :; do now=$(cat "$here/tick" 2>/dev/null); [ "$now" = "$last" ] || { last=$now; echo "1: eth0 changed"; }; sleep 0.02; done ;;
  *) cat "$here/listing" ;;
esac
`
const listing = (...addresses: readonly string[]): string =>
  `2: eth0: <UP> mtu 1500\n    link/ether 00:16:3e:0a:5c:f1 brd ff:ff:ff:ff:ff:ff\n${addresses.map((one) => `    inet ${one}/20 scope global eth0\n`).join('')}`
const put = (file: string, text: string): void => writeFileSync(path.join(folder, file), text)
const change = (...addresses: readonly string[]): void => {
  put('listing', listing(...addresses))
  put('tick', String(Math.random()))
}
async function until(isTrue: () => boolean, ms = 15_000): Promise<void> {
  for (const end = Date.now() + ms; !isTrue(); await new Promise((resolve) => setTimeout(resolve, 10)))
    if (Date.now() > end) throw new Error(`not within ${ms} ms; it said:\n${stderr}`)
}
const watch = (...more: readonly string[]): void => {
  const { port } = server.address() as AddressInfo
  const args = [BIN, 'watch', '--url', `http://127.0.0.1:${port}`, '--token-file', path.join(folder, 'token'), ...more]
  child = spawn(process.execPath, args, { env: { ...process.env, PATH: `${folder}:${process.env.PATH}` } })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
}
const ended = (one: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => (one.exitCode === null ? one.once('exit', resolve) : resolve(one.exitCode)))

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-watch-'))
  put('ip', FAKE_IP)
  chmodSync(path.join(folder, 'ip'), 0o755)
  put('token', `${TOKEN}\n`)
  change('10.0.0.5')
  reports = []
  stderr = ''
  child = null
  answer = () => ({ status: 200, body: '{}' })
  server = http.createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      reports.push({ at: Date.now(), token: request.headers.authorization ?? '', text })
      const { status, body = '', headers = {} } = answer(reports.length)
      response.writeHead(status, headers).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  if (child && child.exitCode === null) {
    child.kill('SIGKILL')
    await ended(child)
  }
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('rollcall watch', () => {
  it('reports at once and when something changes, long before its usual time, and ends cleanly', async () => {
    watch()
    await until(() => reports.length >= 2) // the second when the monitor certainly listens
    expect(reports[0]).toMatchObject({ token: `Bearer ${TOKEN}`, text: expect.stringContaining('10.0.0.5/20') })
    expect(reports[0]?.text).toMatch(/^\[agent@\S+ ~\]# ip addr show\n/)
    const before = reports.length
    change('10.0.0.5', '10.0.0.9')
    await until(() => reports.length > before)
    expect(reports.at(-1)?.text).toContain('10.0.0.9/20')
    child?.kill('SIGTERM')
    expect(await ended(child as ChildProcess)).toBe(0)
    expect(stderr).not.toContain(TOKEN)
  })

  it('makes one report of many changes', async () => {
    watch()
    await until(() => reports.length >= 2)
    const before = reports.length
    for (let i = 0; i < 8; i++) {
      change('10.0.0.5', `10.0.0.${10 + i}`)
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    await until(() => reports.at(-1)?.text.includes('10.0.0.17') ?? false)
    expect(reports.length - before).toBeLessThanOrEqual(3)
  })

  it('tries again while the server cannot take it, and sends what is true by then', async () => {
    answer = (count) => (count <= 2 ? { status: 503, body: '{"sentence":"The database is away."}' } : { status: 200 })
    watch()
    await until(() => reports.length >= 2)
    change('10.0.0.77')
    await until(() => reports.length >= 3)
    await until(() => reports.at(-1)?.text.includes('10.0.0.77') ?? false)
    expect(stderr).toContain('not delivered (503: The database is away.)')
  })

  it('ends when its token is refused, and does not follow the server elsewhere', async () => {
    answer = () => ({ status: 401, body: '{"sentence":"This token is not known here."}' })
    watch()
    expect(await ended(await started())).toBe(2)
    expect(stderr).toContain('the server refuses: 401: This token is not known here.')
    expect(reports).toHaveLength(1)
    stderr = ''
    answer = () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } })
    watch('--every', '60')
    await until(() => stderr.includes('not taken: 302'))
  })

  it('starts the monitor again when it ends', async () => {
    put('deaf', '')
    watch()
    await until(() => stderr.includes('ip monitor ended (status 1)'))
    rmSync(path.join(folder, 'deaf'))
    await until(() => reports.length >= 2)
  })

  it.each([
    ['no server', [], 'where to?'],
    ['http over the network', ['--url', 'http://rollcall.example', '--token-file', 'TOKEN'], 'would show the token'],
    ['a token that is none', ['--url', 'https://rollcall.example', '--token-file', BIN], 'is no token'],
    [
      'no token',
      ['--url', 'https://rollcall.example', '--token-file', '/nowhere/token'],
      '/nowhere/token does not exist',
    ],
    [
      'odd seconds',
      ['--url', 'https://a.example', '--token-file', 'TOKEN', '--every', 'often'],
      'seconds are a number',
    ],
    ['a token as an argument', ['--token', 'x', '--url', 'https://a.example'], '--token'],
  ])('refuses %s with a sentence', async (_name, args, sentence) => {
    const named = args.map((arg) => (arg === 'TOKEN' ? path.join(folder, 'token') : arg))
    const { status, stderr: said } = await runRollcall(['watch', ...named])
    expect(status).toBe(2)
    expect(said).toContain(sentence)
  })
})

const NEEDS = ['/usr/sbin/ip', '/sbin/ip', '/bin/ip', '/usr/bin/ip']
const canMakeNamespaces = process.getuid?.() === 0 && NEEDS.some((file) => existsSync(file))

describe.skipIf(!canMakeNamespaces && !process.env.CI)('in a network namespace, with the real ip', () => {
  const name = `rollcall-watch-${process.pid}`
  const ip = (...args: readonly string[]) => run('ip', ['-n', name, ...args])

  it('tells of an address when it comes and when it goes', { timeout: 60_000 }, async () => {
    await run('ip', ['netns', 'add', name])
    try {
      await ip('link', 'set', 'lo', 'up')
      await ip('link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'wire')
      await ip('addr', 'add', '172.17.20.29/20', 'dev', 'eth0')
      await ip('link', 'set', 'eth0', 'up')
      put('server.mjs', SERVER)
      const inside = (...args: readonly string[]) => spawn('ip', ['netns', 'exec', name, process.execPath, ...args])
      const listener = inside(path.join(folder, 'server.mjs'))
      const lines: { at: number; text: string }[] = []
      let rest = ''
      listener.stdout.on('data', (chunk) => {
        const parts = (rest + chunk).split('\n')
        rest = parts.pop() ?? ''
        for (const part of parts) lines.push(JSON.parse(part))
      })
      await until(() => lines.length === 1)
      const url = `http://127.0.0.1:${lines[0]?.text}`
      child = inside(BIN, 'watch', '--url', url, '--token-file', path.join(folder, 'token'))
      child.stderr?.on('data', (chunk) => {
        stderr += chunk
      })
      try {
        await until(() => lines.length >= 3)
        await ip('addr', 'add', '172.17.20.39/20', 'dev', 'eth0', 'label', 'eth0:1')
        await until(() => lines.at(-1)?.text.includes('172.17.20.39/20') ?? false)
        await ip('addr', 'del', '172.17.20.39/20', 'dev', 'eth0')
        await until(() => !(lines.at(-1)?.text.includes('172.17.20.39') ?? true))
        child.kill('SIGTERM')
        expect(await ended(child)).toBe(0)
      } finally {
        listener.kill('SIGKILL')
      }
    } finally {
      await run('ip', ['netns', 'del', name])
    }
  })
})

/** Prints its port, then each report that it gets, as JSON lines. */
const SERVER = `import http from 'node:http'
const tell = (text) => console.log(JSON.stringify({ at: Date.now(), text }))
const server = http.createServer((request, response) => {
  let text = ''
  request.on('data', (chunk) => { text += chunk })
  request.on('end', () => { tell(text); response.end('{}') })
})
server.listen(0, '127.0.0.1', () => tell(String(server.address().port)))
`

async function started(): Promise<ChildProcess> {
  await until(() => child !== null)
  return child as ChildProcess
}
