import { describe, expect, it } from 'vitest'
import { parseFirewall } from './read-firewall'

const RULESET = `#!/usr/sbin/nft -f
flush ruleset
table inet filter { # handle 1
	set blocked {
		type ipv4_addr
		elements = { 10.9.0.0/16, 172.17.20.39,
			     10.1.0.1-10.1.0.9 }
	}

	chain input {
		type filter hook input priority filter; policy drop;
		ct state vmap { established : accept, related : accept, invalid : drop }
		iifname "lo" accept
		ip saddr != 172.17.16.0/20 tcp dport { 22, 5432 } counter packets 8 bytes 528 accept comment "hi { there; }"
		ip daddr @blocked drop
		meta l4proto { icmp, ipv6-icmp } accept
		oifname "eth*" ip6 daddr fd00::1 jump foo # handle 12
		reject with icmpx type port-unreachable
	}
	chain foo {
	}
}
table arp filter {
	chain output {
		type filter hook output priority 0; policy accept;
		arp saddr ip 172.17.20.39 drop
	}
}
`
const JSON_RULESET = JSON.stringify({
  nftables: [
    { metainfo: { version: '1.0.6' } },
    { table: { family: 'inet', name: 'filter', handle: 1 } },
    {
      chain: {
        family: 'inet',
        table: 'filter',
        name: 'input',
        handle: 1,
        type: 'filter',
        hook: 'input',
        prio: 0,
        policy: 'drop',
      },
    },
    {
      rule: {
        family: 'inet',
        table: 'filter',
        chain: 'input',
        handle: 4,
        expr: [
          {
            match: {
              op: '!=',
              left: { payload: { protocol: 'ip', field: 'saddr' } },
              right: { prefix: { addr: '172.17.16.0', len: 20 } },
            },
          },
          { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'eth0' } },
          { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: { set: [22, 5432] } } },
          { counter: { packets: 8, bytes: 528 } },
          { accept: null },
        ],
      },
    },
  ],
})
const none = {
  target: null,
  source: null,
  destination: null,
  protocol: null,
  in: null,
  out: null,
  negated: [],
  packets: null,
  bytes: null,
}

describe('nft list ruleset', () => {
  it('reads tables, base chains and rules', () => {
    const { format, value, problems } = parseFirewall(RULESET)
    expect({ format, problems }).toEqual({ format: 'nft-ruleset', problems: [] })
    const input = { ...none, chain: 'input' }
    expect(value).toMatchObject({
      tables: [
        {
          family: 'inet',
          table: 'filter',
          chains: [
            { chain: 'input', type: 'filter', hook: 'input', priority: 'filter', policy: 'drop' },
            { chain: 'foo', type: null, hook: null, priority: null, policy: null },
          ],
          rules: [
            { ...input, raw: 'ct state vmap { established : accept, related : accept, invalid : drop }' },
            { ...input, in: 'lo', target: 'accept' },
            {
              ...input,
              source: '172.17.16.0/20',
              protocol: 'tcp',
              negated: ['source'],
              packets: 8,
              bytes: 528,
              target: 'accept',
            },
            { ...input, destination: '@blocked', target: 'drop' },
            { ...input, protocol: '{ icmp, ipv6-icmp }', target: 'accept' },
            {
              ...input,
              destination: 'fd00::1',
              out: 'eth*',
              target: 'foo',
              raw: 'oifname "eth*" ip6 daddr fd00::1 jump foo',
            },
            { ...input, target: 'reject' },
          ],
        },
        { family: 'arp', table: 'filter', rules: [{ chain: 'output', source: '172.17.20.39', target: 'drop' }] },
      ],
    })
  })

  it('reads the same from JSON', () => {
    const { format, value, problems } = parseFirewall(JSON_RULESET)
    expect({ format, problems }).toEqual({ format: 'nft-json', problems: [] })
    expect(value).toMatchObject({
      tables: [
        {
          family: 'inet',
          chains: [{ chain: 'input', hook: 'input', priority: '0', policy: 'drop' }],
          rules: [
            {
              ...none,
              chain: 'input',
              source: '172.17.16.0/20',
              in: 'eth0',
              protocol: 'tcp',
              negated: ['source'],
              packets: 8,
              bytes: 528,
              target: 'accept',
            },
          ],
        },
      ],
    })
  })
})
