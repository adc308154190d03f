import { type ChildProcess, execFile } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const SCRIPT = path.join(import.meta.dirname, '../../../public/agent.sh')
const TOKEN = 'rca_abcDEF123-_'

let folder: string
let server: http.Server
let url: string
let asked: { authorization: string | undefined; body: string }[]
let answers: number[] // statuses still to be given; 200 after them

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-agent-'))
  asked = []
  answers = []
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      asked.push({ authorization: request.headers.authorization, body: Buffer.concat(chunks).toString() })
      response.statusCode = answers.shift() ?? 200
      response.end('{"sentence":"as the server says"}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // Stand-ins that note how they were called; the real programs do the work.
  mkdirSync(path.join(folder, 'bin'))
  program('ip', 'printf "2: eth0: <UP> mtu 1500\\n    inet 192.0.2.7/24 scope global eth0\\n"')
  program('sleep', `echo "$@" >> ${folder}/sleeps`)
  program('curl', `echo "$@" >> ${folder}/arguments; exec /usr/bin/curl "$@"`)
})
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

function program(name: string, body: string): void {
  writeFileSync(path.join(folder, 'bin', name), `#!/bin/sh\n${body}\n`)
  chmodSync(path.join(folder, 'bin', name), 0o755)
}

function agent(args: readonly string[], env: Record<string, string> = {}) {
  return new Promise<{ status: number; output: string }>((resolve) => {
    const child: ChildProcess = execFile(
      'sh',
      [SCRIPT, ...args],
      {
        env: {
          ...process.env,
          PATH: `${folder}/bin:${process.env.PATH}`,
          ROLLCALL_TOKEN: TOKEN,
          TMPDIR: folder,
          ...env,
        },
      },
      (_error, stdout, stderr) => resolve({ status: child.exitCode ?? -1, output: stdout + stderr }),
    )
  })
}

describe('the agent', () => {
  it('prints what it would send, and asks nobody', async () => {
    const printed = await agent(['--print'])
    expect(printed).toMatchObject({ status: 0 })
    expect(printed.output).toMatch(/^\[agent@\S+ ~\]# ip addr show\n2: eth0:/)
    expect(asked).toEqual([])
  })

  it('sends it with the token, which no list of processes shows', async () => {
    expect(await agent(['--url', url])).toMatchObject({ status: 0 })
    expect(asked).toEqual([{ authorization: `Bearer ${TOKEN}`, body: expect.stringContaining('192.0.2.7/24') }])
    expect(readFileSync(`${folder}/arguments`, 'utf8')).not.toContain(TOKEN)
    expect(readdirSync(folder).filter((name) => name.startsWith('rollcall.'))).toEqual([])
  })

  it('tries again with growing pauses, each a little different, and gives up in the end', async () => {
    answers = [503, 500]
    expect(await agent(['--url', url])).toMatchObject({ status: 0 })
    expect(asked).toHaveLength(3)
    const pauses = readFileSync(`${folder}/sleeps`, 'utf8').trim().split('\n').map(Number)
    expect(pauses[0]).toBeGreaterThanOrEqual(2)
    expect(pauses[0]).toBeLessThanOrEqual(4)
    expect(pauses[1]).toBeGreaterThanOrEqual(4)
    expect(pauses[1]).toBeLessThanOrEqual(8)
    answers = [500, 500]
    const given = await agent(['--url', url, '--tries', '2'])
    expect(given).toMatchObject({ status: 1, output: expect.stringContaining('not reported after 2 tries (500)') })
  })

  it.each([401, 403, 422])('does not repeat what was refused (%i), and says why', async (status) => {
    answers = [status]
    const refused = await agent(['--url', url])
    expect(refused).toMatchObject({ status: 1, output: expect.stringContaining('as the server says') })
    expect(asked).toHaveLength(1)
  })

  it('sends no token over plain http, and none that is not one', async () => {
    expect((await agent(['--url', 'http://192.0.2.1'])).output).toContain('use https')
    expect((await agent(['--url', url], { ROLLCALL_TOKEN: 'a b"' })).output).toContain('is no token')
    expect((await agent(['--url', url, '--token-file', `${folder}/none`], { ROLLCALL_TOKEN: '' })).output).toContain(
      'no token',
    )
    expect(asked).toEqual([])
  })

  it('names an option that it does not have', async () => {
    expect(await agent(['--token', TOKEN])).toMatchObject({
      status: 1,
      output: expect.stringContaining('no option --token'),
    })
  })

  it('installs a cron entry, and removes all of it', async () => {
    const root = path.join(folder, 'root')
    mkdirSync(path.join(root, 'etc/cron.d'), { recursive: true })
    const env = { ROLLCALL_ROOT: root }
    expect(await agent(['--url', url, '--every', '120', '--install'], env)).toMatchObject({ status: 0 })
    expect(readFileSync(path.join(root, 'etc/cron.d/rollcall-agent'), 'utf8')).toContain('\n*/2 * * * * root ')
    expect(readFileSync(path.join(root, 'etc/rollcall/token'), 'utf8')).toBe(`${TOKEN}\n`)
    expect(readFileSync(path.join(root, 'usr/local/sbin/rollcall-agent'), 'utf8')).toBe(readFileSync(SCRIPT, 'utf8'))
    expect(await agent(['--uninstall'], env)).toMatchObject({ status: 0 })
    const left = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(left).toEqual([])
    expect(existsSync(path.join(root, 'etc/rollcall'))).toBe(false)
  })
})
