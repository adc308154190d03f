import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Certificates, parseRemotes } from '../../fabrics/protocols/ovsdb/remote'
import { OvsdbReplica } from '../../fabrics/protocols/ovsdb/replica'
import { freePort, waitFor } from '../../launch/processes.mjs'

/** A real ovsdb-server that speaks TLS only, to clients of one authority. */
describe('a database behind ssl:', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-ssl-'))
  const file = (name: string) => path.join(folder, name)
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' })
  const authority = (name: string) =>
    openssl(
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`],
      ...['-keyout', `${name}.key`, '-out', `${name}.pem`],
    )
  const signed = (name: string, by: string) => {
    openssl(
      ...['req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`],
      ...['-keyout', `${name}.key`, '-out', `${name}.csr`],
    )
    openssl(
      ...['x509', '-req', '-days', '2', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`],
      ...['-CAcreateserial', '-out', `${name}.pem`],
    )
  }
  const certificates = (client: string, by: string): Certificates => ({
    certificate: file(`${client}.pem`),
    key: file(`${client}.key`),
    authority: file(`${by}.pem`),
  })
  let server: ChildProcess
  let port: number
  const read = async (given: Certificates | null) => {
    const remotes = parseRemotes(`ssl:127.0.0.1:${port}`)
    if (typeof remotes === 'string') throw new Error(remotes)
    const replica = new OvsdbReplica('OVN_Northbound', { Logical_Switch: ['name'] }, remotes, given)
    try {
      const tables = await replica.read(2_500)
      return [...(tables.get('Logical_Switch')?.values() ?? [])].map((row) => row.name)
    } finally {
      replica.stop()
    }
  }

  beforeAll(async () => {
    authority('ours')
    authority('theirs')
    signed('server', 'ours')
    signed('client', 'ours')
    signed('stranger', 'theirs')
    execFileSync('ovsdb-tool', ['create', file('nb.db'), '/usr/share/ovn/ovn-nb.ovsschema'])
    port = await freePort(26_640 + (process.pid % 1000))
    server = spawn(
      'ovsdb-server',
      [
        file('nb.db'),
        `--remote=pssl:${port}:127.0.0.1`,
        `--remote=punix:${file('nb.sock')}`,
        `--private-key=${file('server.key')}`,
        `--certificate=${file('server.pem')}`,
        `--ca-cert=${file('ours.pem')}`,
        `--unixctl=${file('ctl')}`,
        '-vconsole:off',
      ],
      { stdio: 'ignore' },
    )
    await waitFor('The database', () => existsSync(file('nb.sock')), 10)
    execFileSync('ovn-nbctl', [`--db=unix:${file('nb.sock')}`, '--timeout=10', 'ls-add', 'ls0'])
  })
  afterAll(() => {
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is read with a certificate of its authority', async () =>
    expect(await read(certificates('client', 'ours'))).toEqual(['ls0']))

  it('refuses a certificate of another authority, and none', async () => {
    await expect(read(certificates('stranger', 'ours'))).rejects.toThrow()
    await expect(read(null)).rejects.toThrow('needs a client certificate')
  })

  it('is refused when another authority signed it', async () =>
    await expect(read(certificates('client', 'theirs'))).rejects.toThrow(/certificate/))

  it('says which file is missing', async () =>
    await expect(read({ ...certificates('client', 'ours'), key: file('none.key') })).rejects.toThrow('none.key'))
})
