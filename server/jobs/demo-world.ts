import type { Snapshot } from '../../core/registry/snapshot'

/** The world of the founding incident, as the laboratory with real Open vSwitch built it: two hosts, one guest each. */
export const DEMO_FABRIC = 'ovs-lab'

export const DEMO_SNAPSHOT: Snapshot = {
  revision: '1',
  vpc: { name: 'demo', cidrs: ['172.17.0.0/16'], vni: 1703 },
  subnets: [{ name: 'db', cidr: '172.17.16.0/20', gateway: null }],
  hosts: [
    {
      name: 'hvA',
      managementIp: '10.99.0.1',
      bridge: 'br-int',
      tunnelPort: { ofport: 100, name: 'vx0', type: 'vxlan', remote: '10.99.0.2' },
    },
    {
      name: 'hvB',
      managementIp: '10.99.0.2',
      bridge: 'br-int',
      tunnelPort: { ofport: 100, name: 'vx0', type: 'vxlan', remote: '10.99.0.1' },
    },
  ],
  guests: [
    { name: 'vmA', hostname: 'pg11', host: 'hvA' },
    { name: 'vmB', hostname: 'pg11', host: 'hvB' },
  ],
  nics: [
    {
      guest: 'vmA',
      name: 'eth0',
      mac: '00:16:3e:0a:5c:f1',
      subnet: 'db',
      bridge: 'br-int',
      ofport: 1,
      port: 'tap-vmA',
    },
    {
      guest: 'vmB',
      name: 'eth0',
      mac: '00:16:3e:12:2f:48',
      subnet: 'db',
      bridge: 'br-int',
      ofport: 1,
      port: 'tap-vmB',
    },
  ],
  registrations: [
    { mac: '00:16:3e:0a:5c:f1', kind: 'primary', address: '172.17.20.29' },
    { mac: '00:16:3e:12:2f:48', kind: 'primary', address: '172.17.20.30' },
  ],
  havips: [],
}

/** Packets and bytes that real Open vSwitch had counted when the address was blocked (dump-flows of both hosts). */
export const DEMO_COUNTERS: Readonly<Record<string, { packets: number; bytes: number }>> = {
  'hvA 0 100 in_port=100': { packets: 9, bytes: 658 },
  'hvA 0 100 in_port=1': { packets: 13, bytes: 998 },
  'hvA 10 100 arp,in_port=1,dl_src=00:16:3e:0a:5c:f1,arp_spa=172.17.20.29,arp_sha=00:16:3e:0a:5c:f1': {
    packets: 1,
    bytes: 42,
  },
  'hvA 10 100 ip,in_port=1,dl_src=00:16:3e:0a:5c:f1,nw_src=172.17.20.29': { packets: 5, bytes: 490 },
  'hvA 10 0 ': { packets: 7, bytes: 466 },
  'hvA 20 0 ': { packets: 15, bytes: 1190 },
  'hvB 0 100 in_port=100': { packets: 6, bytes: 532 },
  'hvB 0 100 in_port=1': { packets: 15, bytes: 1126 },
  'hvB 10 100 arp,in_port=1,dl_src=00:16:3e:12:2f:48,arp_spa=172.17.20.30,arp_sha=00:16:3e:12:2f:48': {
    packets: 5,
    bytes: 210,
  },
  'hvB 10 100 ip,in_port=1,dl_src=00:16:3e:12:2f:48,nw_src=172.17.20.30': { packets: 5, bytes: 490 },
  'hvB 10 0 ': { packets: 5, bytes: 426 },
  'hvB 20 0 ': { packets: 16, bytes: 1232 },
}
