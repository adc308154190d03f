import { describe, expect, it } from 'vitest'
import { parseKeepalived } from '../../../core/guest/formats/intent/keepalived/parse-keepalived'
import { type KeepalivedFacts, writeKeepalived } from '../../../core/registry/keepalived'
import { splitLines } from '../../../core/text/lines'

const facts: KeepalivedFacts = {
  address: '172.17.20.49',
  prefixLength: 20,
  isPreempting: false,
  members: [
    { guest: 'vmA', address: '172.17.20.29', link: 'eth0' },
    { guest: 'vmB', address: '172.17.20.30', link: null },
    { guest: 'vm{C}', address: '172.17.20.31', link: 'ens3' },
  ],
}
const written = (more: Partial<KeepalivedFacts> = {}) => {
  const done = writeKeepalived({ ...facts, ...more })
  if (!done.ok) throw new Error(done.error)
  return done.value
}
const refused = (more: Partial<KeepalivedFacts>) => {
  const done = writeKeepalived({ ...facts, ...more })
  return done.ok ? '(it was not refused)' : done.error
}

describe('keepalived.conf of every member', () => {
  it('names itself as source, all others as peers, and one priority each', () => {
    const texts = written().map((one) => one.text)
    expect(texts.map((text) => /priority (\d+)/.exec(text)?.[1])).toEqual(['150', '140', '130'])
    expect(texts.map((text) => /unicast_src_ip (\S+)/.exec(text)?.[1])).toEqual(facts.members.map((one) => one.address))
    for (const [i, text] of texts.entries()) {
      const peers = /unicast_peer \{([^}]*)\}/.exec(text)?.[1] ?? ''
      for (const [j, member] of facts.members.entries()) expect(peers.includes(`${member.address} `)).toBe(i !== j)
      expect(text).toContain('state BACKUP\n    nopreempt\n')
    }
    expect(new Set(texts.map((text) => /virtual_router_id (\d+)/.exec(text)?.[1])).size).toBe(1)
  })

  it('says where the link is not known, and leaves out nopreempt where the first shall take it back', () => {
    const [first, second] = written({ isPreempting: true })
    expect(first?.isComplete).toBe(true)
    expect(second).toMatchObject({ isComplete: false, text: expect.stringContaining('not known by evidence') })
    expect(first?.text).not.toContain('nopreempt')
  })

  it('is what our own reader of keepalived.conf understands: the address, on the link', () => {
    for (const { text } of written({ address: '172.17.20.49' })) {
      const reading = parseKeepalived(splitLines(text))
      expect(reading.value.addresses).toMatchObject([{ address: '172.17.20.49', prefixLength: 20, role: 'vip' }])
      expect(reading.problems).toEqual([])
    }
  })

  it('takes no name of a guest for a statement', () => {
    expect(written()[2]?.text.startsWith('# vm?C?\n')).toBe(true)
    expect(written({ members: facts.members.map((one) => ({ ...one, guest: `${one.guest}\n}` })) })[0]?.text).toMatch(
      /^# vmA\?\?\n/,
    )
  })

  it('refuses what cannot work, in words', () => {
    expect(refused({ members: facts.members.slice(0, 1) })).toContain('at least two machines')
    expect(refused({ address: '2001:db8::5' })).toContain('vmA has no registered IPv6 address of its own')
    expect(refused({ address: 'vip' })).toContain('is no address')
    expect(refused({ members: facts.members.map((one) => ({ ...one, address: '172.17.20.29' })) })).toContain(
      'both have',
    )
  })
})
