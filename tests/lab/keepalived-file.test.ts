import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writeKeepalived } from '../../core/registry/keepalived'

describe('keepalived itself', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-keepalived-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const check = (text: string) => {
    const file = path.join(folder, 'keepalived.conf')
    writeFileSync(file, text, { mode: 0o600 })
    const inside =
      'ip link add eth0 type veth peer name eth1 && ip addr add 172.17.20.29/20 dev eth0 && ip addr add 2001:db8::29/64 dev eth0 nodad && ip link set eth0 up && keepalived --config-test -f "$1"'
    return spawnSync('unshare', ['--net', 'sh', '-c', inside, 'sh', file], { encoding: 'utf8' })
  }

  it.each([
    ['172.17.20.49', '172.17.20.29', '172.17.20.30', false],
    ['172.17.20.49', '172.17.20.29', '172.17.20.30', true],
    ['2001:db8::49', '2001:db8::29', '2001:db8::30', false],
  ])('finds no fault in what is written for %s', (address, a, b, isPreempting) => {
    const files = writeKeepalived({
      address,
      prefixLength: address.includes(':') ? 64 : 20,
      isPreempting,
      members: [
        { guest: 'vmA', address: a, link: 'eth0' },
        { guest: 'vmB', address: b, link: 'eth0' },
      ],
    })
    for (const { text } of files.ok ? files.value : []) {
      const { status, stdout, stderr } = check(text)
      expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' })
    }
    expect(files.ok).toBe(true)
  })

  it('would have found one', () => {
    expect(check('vrrp_instance V {\n    nopreemt\n}\n').status).not.toBe(0)
  })
})
