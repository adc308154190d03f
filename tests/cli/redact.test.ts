import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { extract } from 'tar-stream'
import { afterAll, describe, expect, it } from 'vitest'
import { runRollcall } from '../support/run-rollcall'

const root = path.resolve(import.meta.dirname, '../..')
const FILES = ['ports-blocked', 'guest-a-ip-addr', 'hv-a-blocked'].map((name) =>
  path.join(root, `tests/fixtures/ovn/${name}.txt`),
)

describe('rollcall redact', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-redact-'))
  const at = (file: string): string => path.join(folder, file)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('writes a bundle that is audited like its files, and keeps its key to itself', async () => {
    const made = await runRollcall(['redact', ...FILES, '--out', at('a.tar.gz'), '--key-file', at('key')])
    expect(made).toMatchObject({ status: 0, stdout: '' })
    expect(statSync(at('key')).mode & 0o777).toBe(0o600)
    const files = await unpack(at('a.tar.gz'))
    expect(Object.keys(files)).toEqual([
      'manifest.json',
      '01-ovn-nbctl-list.txt',
      '02-ip-addr-text.txt',
      '03-dump-flows.txt',
    ])
    const all = Object.values(files).join('\n')
    expect(all).not.toContain(readFileSync(at('key'), 'utf8').trim())
    for (const leak of ['172.17.20', '0a:5c:f1', 'port-vmA', 'hv-a-blocked']) expect(all).not.toContain(leak)
    const standings = async (paths: readonly string[]) => {
      const { stdout } = await runRollcall(['audit', ...paths])
      return JSON.parse(stdout).map((row: { standing: string; findings: { rule: string }[] }) =>
        [row.standing, ...row.findings.map((finding) => finding.rule)].join(' '),
      )
    }
    expect(await standings([at('a.tar.gz')])).toEqual(await standings(FILES))
  })

  it('agrees with another bundle of the same key, and not with one of its own', async () => {
    const port = FILES[0] ?? ''
    await runRollcall(['redact', ...FILES, '--out', at('b.tar.gz'), '--key-file', at('key')])
    await runRollcall(['redact', port, '--out', at('c.tar.gz'), '--key-file', at('key')])
    await runRollcall(['redact', port, '-o', at('d.tar.gz')])
    const text = async (file: string) => (await unpack(at(file)))['01-ovn-nbctl-list.txt']
    expect(await text('c.tar.gz')).toBe(await text('b.tar.gz'))
    expect(await text('d.tar.gz')).not.toBe(await text('c.tar.gz'))
  })

  it.each([
    ['no file', ['--out', 'X'], 'at least one file'],
    ['no place for the bundle', ['FILE'], '--out'],
    ['a file that is not there', ['/nowhere/x', '--out', 'X'], 'does not exist'],
    ['a place that is not there', ['FILE', '--out', '/nowhere/x.tar.gz'], '/nowhere/x.tar.gz does not exist'],
    ['a key that is none', ['FILE', '--out', 'X', '--key-file', 'FILE'], 'is no key'],
  ])('refuses %s with a sentence', async (_name, args, sentence) => {
    const named = args.map((arg) => (arg === 'FILE' ? (FILES[1] ?? '') : arg === 'X' ? at('x.tar.gz') : arg))
    const { status, stderr } = await runRollcall(['redact', ...named])
    expect(status).toBe(2)
    expect(stderr).toContain(sentence)
    expect(existsSync(at('x.tar.gz'))).toBe(false)
  })
})

async function unpack(file: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  const archive = extract()
  archive.end(gunzipSync(readFileSync(file)))
  for await (const entry of archive) {
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    files[entry.header.name] = Buffer.concat(chunks).toString('utf8')
  }
  return files
}
