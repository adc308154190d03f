// biome-ignore-all lint/suspicious/noTemplateCurlyInString: parameters are written so in keepalived.conf
import { describe, expect, it } from 'vitest'
import { readIntent } from './read-intent'

const instance = (inside: string, before = '') => `${before}\nvrrp_instance VI_1 {\n  interface eth0\n${inside}\n}\n`
const held = (inside: string, before = '') =>
  readIntent(instance(`virtual_ipaddress {\n${inside}\n}`, before)).addresses

describe('keepalived.conf', () => {
  it('reads an instance with all that bears on addresses', () => {
    const { plain, intent, spans, problems } = readIntent(`! Configuration File for keepalived
global_defs {
   notification_email { root@localhost }
}
vrrp_instance "VI 1"
{
    state BACKUP
    interface bond0 # the uplink
    use_vmac vrrp.51
    virtual_router_id 51
    unicast_src_ip 172.17.20.29
    unicast_peer { 172.17.20.30 }
    virtual_ipaddress{ 172.17.20.39/20 brd + dev eth1 label eth1:1 scope global no_track }
    virtual_ipaddress_excluded {
        2001:DB8::0001 dev bond0
    }
}
static_ipaddress { 192.168.1.1/24 dev eth2 }
`)
    expect(plain).toEqual({
      instances: [
        {
          instance: 'VI 1',
          interface: 'bond0',
          state: 'BACKUP',
          virtualRouterId: 51,
          useVmac: true,
          addresses: [
            {
              address: '172.17.20.39',
              prefixLength: 20,
              dev: 'eth1',
              label: 'eth1:1',
              scope: 'global',
              excluded: false,
            },
            { address: '2001:db8::1', prefixLength: null, dev: 'bond0', label: null, scope: null, excluded: true },
          ],
        },
      ],
      staticAddresses: [
        { address: '192.168.1.1', prefixLength: 24, dev: 'eth2', label: null, scope: null, excluded: false },
      ],
    })
    expect(intent.vrrp).toMatchObject([{ name: 'VI 1', isUnicast: true, usesVirtualMac: true, virtualRouterId: 51 }])
    expect(spans).toEqual(['172.17.20.39/20', '2001:DB8::0001', '192.168.1.1/24'])
    expect(problems).toEqual([])
  })

  it.each<[string, string, string, string[]]>([
    ['a definition', '$VIP=10.0.0.7', '$VIP dev eth1', ['eth1 10.0.0.7/ vip']],
    ['definitions put in late', '$BASE=10.2.${SUB}\n$SUB=5', '${BASE}.100/32', ['eth0 10.2.5.100/32 vip']],
    ['a sequence', '', '~SEQ(N, 1, 3) 10.0.0.${N}', ['eth0 10.0.0.1/ vip', 'eth0 10.0.0.2/ vip', 'eth0 10.0.0.3/ vip']],
    ['a sequence downwards', '', '~SEQ(N, 2, 1) 10.0.0.$N ', ['eth0 10.0.0.2/ vip', 'eth0 10.0.0.1/ vip']],
    ['hexadecimal', '', '~SEQx(H, 0x9f, 1, 0xa0) fe81::${H}', ['eth0 fe81::9f/ vip', 'eth0 fe81::a0/ vip']],
    ['lists of lists', '', '~LST({A, B}, {1, 2}, {3, 4}) 10.0.${A}.${B}', ['eth0 10.0.1.2/ vip', 'eth0 10.0.3.4/ vip']],
    ['a dotted mask', '', '10.0.0.1/255.255.255.0', ['eth0 10.0.0.1/24 vip']],
    ['options before the address', '', 'dev eth3 10.0.0.1/24', ['eth3 10.0.0.1/24 vip']],
    ['both configurations', '', '@one 10.0.0.1\n@^one 10.0.0.2', ['eth0 10.0.0.1/ vip', 'eth0 10.0.0.2/ vip']],
  ])('understands %s', (_name, before, inside, expected) => {
    expect(held(inside, before)).toEqual(expected)
  })

  it('plays a definition of several lines as often as it is used', () => {
    const { addresses, intent } = readIntent(`$ONE= \\
vrrp_instance VI_\${NUM} { \\
    interface eth0.\${NUM} \\
    virtual_ipaddress { \\
        10.0.\${NUM}.254/24 \\
    } \\
}
~SEQ(NUM, 0, 1) $ONE
`)
    expect(intent.vrrp.map((one) => one.name)).toEqual(['VI_0', 'VI_1'])
    expect(addresses).toEqual(['eth0.0 10.0.0.254/24 vip', 'eth0.1 10.0.1.254/24 vip'])
  })

  it('does not choose between configurations that differ', () => {
    const { plain } = readIntent(
      instance('@main state MASTER\n@backup state BACKUP\n@main priority 100\nvirtual_router_id 7'),
    )
    expect(plain).toMatchObject({ instances: [{ state: null, virtualRouterId: 7, interface: 'eth0' }] })
  })

  it.each<[string, string, string]>([
    [
      'an included file',
      instance('', 'include conf.d/*.conf'),
      '1: includes conf.d/*.conf, which is not part of this text',
    ],
    ['no address', instance('virtual_ipaddress {\n  vip.example\n}'), '5: "vip.example" is no address'],
    ['an undefined parameter', instance('virtual_ipaddress {\n  ${VIP}/24\n}'), '5: nothing here defines ${VIP}/24'],
    ['a block left open', 'vrrp_instance A {\n  interface eth0\n', '1: this block of vrrp_instance is never closed'],
    ['a brace too many', instance('}'), '5: this closes no block'],
    ['a stray word', instance('', 'nonsense here'), '1: "nonsense" is no keyword outside of blocks'],
  ])('reports %s', (_name, text, problem) => {
    expect(readIntent(text).problems).toContain(problem)
  })

  it('gives up on sequences without end', () => {
    const bomb = '~SEQ(A,1,60000) ~SEQ(B,1,60000) ~SEQ(C,1,60000) track_file x\n'
    expect(readIntent(instance('', bomb)).problems.join()).toContain('expand to more than can be read')
  })

  it('ignores virtual servers and knows them', () => {
    const { addresses, marks, problems } = readIntent(
      'virtual_server 10.0.0.1 80 {\n  lb_algo rr\n  real_server 10.0.0.2 80 { weight 1\n HTTP_GET { url { path / } } }\n}\n',
    )
    expect([addresses, problems, marks.every((mark) => mark.kind === 'known')]).toEqual([[], [], true])
  })
})
