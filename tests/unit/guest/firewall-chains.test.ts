import { describe, expect, it } from 'vitest'
import { firewallChains } from '../../../core/guest/firewall-chains'

describe('the chains of a firewall listing', () => {
  it('stand as they are in a listing of chains', () => {
    const chains = [{ chain: 'INPUT', policy: 'ACCEPT', rules: [] }]
    expect(firewallChains(chains)).toEqual(chains)
  })

  it('get the rules that name them in a listing of tables, with the name of any table but filter', () => {
    const rule = { chain: 'INPUT', target: 'DROP', source: '10.0.0.0/8', raw: '-A INPUT -s 10.0.0.0/8 -j DROP' }
    const tables = [
      { table: 'filter', chains: [{ chain: 'INPUT', policy: 'ACCEPT' }], rules: [rule] },
      { table: 'nat', chains: [{ chain: 'POSTROUTING', policy: 'ACCEPT' }], rules: [] },
    ]
    expect(firewallChains({ tables })).toMatchObject([
      { chain: 'INPUT', rules: [{ target: 'DROP', source: '10.0.0.0/8', in: null, options: rule.raw }] },
      { chain: 'nat POSTROUTING', rules: [] },
    ])
  })

  it.each([null, undefined, 'text', 7, {}, { tables: 3 }])('are none in %j', (value) => {
    expect(firewallChains(value)).toBeNull()
  })
})
