import type { Sample } from './cloud-samples'

/** What ovn-nbctl, ovs-vsctl and ovsdb-client print, of our own making: each format, each form of print. */
const LSP = { name: 'port-a', macs: ['00:16:3e:0a:5c:f1'], unknown: false, type: null }
const json = (value: unknown) => JSON.stringify(value, null, 2)

export const OVSDB_SAMPLES: readonly Sample[] = [
  {
    name: 'csv',
    format: 'ovn-nbctl-list',
    text: '_uuid,addresses,name,port_security,type\n5f3c0c5e-8f0a-4a4e-9a53-0b6a9b3f1c11,"[""00:16:3e:0a:5c:f1 10.0.0.5"", dynamic]",port-a,[],""""""\n',
    value: [{ ...LSP, dynamic: true, addresses: [{ address: '10.0.0.5' }], portSecurity: [] }],
  },
  {
    name: 'a table whose widths a paste has moved',
    format: 'ovn-nbctl-list',
    text: 'addresses                        name   port_security type\n-------------------------------- ------ ------------- ----\n["00:16:3e:0a:5c:f1 10.0.0.5"] port-a [] ""\n',
    value: [{ ...LSP, addresses: [{ address: '10.0.0.5' }] }],
  },
  {
    name: 'json, with the sets of RFC 7047',
    format: 'ovn-nbctl-list',
    text: json({
      headings: ['_uuid', 'addresses', 'name', 'port_security', 'type', 'up'],
      data: [
        [
          ['uuid', 'u-1'],
          '00:16:3e:0a:5c:f1 10.0.0.5/24',
          'port-a',
          ['set', ['00:16:3e:0a:5c:f1 10.0.0.5/24', '00:16:3e:0a:5c:f2']],
          '',
          true,
        ],
      ],
    }),
    value: [
      {
        ...LSP,
        id: 'u-1',
        addresses: [{ address: '10.0.0.5', prefixLength: 24 }],
        portSecurity: [
          { mac: '00:16:3e:0a:5c:f1', ips: ['10.0.0.0/24'], raw: '00:16:3e:0a:5c:f1 10.0.0.5/24' },
          { mac: '00:16:3e:0a:5c:f2', ips: [], raw: '00:16:3e:0a:5c:f2' },
        ],
        up: true,
      },
    ],
  },
  {
    name: 'a set that goes on over lines, and the switch beside it',
    format: 'ovn-nbctl-list',
    text: '_uuid               : aaaaaa\naddresses           : ["00:16:3e:0a:5c:f1 10.0.0.5",\n                       unknown]\nname                : port-a\nport_security       : []\ntype                : ""\n\n_uuid               : bbbbbb\nload_balancer       : []\nname                : ls0\nports               : [aaaaaa]\n',
    value: [{ ...LSP, unknown: true, switch: 'ls0' }],
  },
  {
    name: 'an open port, quoted names and an address translation',
    format: 'ovn-nbctl-show',
    text: '    switch 5b3d5f60-1111-2222-3333-444444444444 (ls0) (aka vpc (prod))\n        port "a b" (aka web)\n            parent: up\n            tag: 42\n            addresses: ["dynamic"]\n    router 6b3d5f60-1111-2222-3333-444444444444 (lr0)\n        port lr0-ls0\n            mac: "02:00:00:00:00:01"\n            networks: ["10.0.0.1/24"]\n        nat 7b3d5f60-1111-2222-3333-444444444444\n            external ip: "203.0.113.1"\n            logical ip: "10.0.0.0/24"\n            type: "snat"\n',
    value: {
      switches: [
        { name: 'ls0', aka: 'vpc (prod)', ports: [{ name: 'a b', aka: 'web', dynamic: true, parent: 'up', tag: 42 }] },
      ],
      routers: [
        { name: 'lr0', ports: [{ mac: '02:00:00:00:00:01', networks: [{ address: '10.0.0.1', prefixLength: 24 }] }] },
      ],
    },
  },
  {
    name: 'a bond, a patch and a tagged port',
    format: 'ovs-vsctl-show',
    text: 'e1f2a3b4-1111-2222-3333-444444444444\n    Bridge br-int\n        Controller "tcp:127.0.0.1:6653"\n            is_connected: true\n        fail_mode: secure\n        Port "tap1"\n            tag: 7\n            Interface "tap1"\n                error: "could not open network device tap1 (No such device)"\n        Port bond0\n            trunks: [10, 20]\n            Interface eth1\n            Interface eth2\n        Port p0\n            Interface p0\n                type: patch\n                options: {peer=p1}\n    ovs_version: "3.1.0"\n',
    value: [
      { bridge: 'br-int', port: 'tap1', interface: 'tap1', tag: 7 },
      { port: 'bond0', interface: 'eth1', trunks: [10, 20] },
      { port: 'bond0', interface: 'eth2', trunks: [10, 20] },
      { port: 'p0', interface: 'p0', type: 'patch', peer: 'p1' },
    ],
  },
  {
    name: 'list',
    format: 'ovs-vsctl-list-interface',
    text: '_uuid               : 0d7f0a44-6f41-4d1b-8b5e-1e1f6f0f8f11\nexternal_ids        : {attached-mac="00:16:3E:0A:5C:F1", iface-id=port-a}\nname                : tap1\nofport              : 3\noptions             : {}\ntype                : ""\n',
    value: [{ interface: 'tap1', type: '', ofport: 3, ifaceId: 'port-a', attachedMac: '00:16:3e:0a:5c:f1' }],
  },
  {
    name: 'Open_vSwitch',
    format: 'ovsdb-client-dump',
    text: 'Bridge table\n_uuid name   ports \n----- ------ ------\nb-1   br-int [p-1] \n\nInterface table\n_uuid external_ids      name ofport type  \n----- ----------------- ---- ------ ------\ni-1   {iface-id=port-a} tap1 3      ""    \n\nPort table\n_uuid interfaces name tag trunks\n----- ---------- ---- --- ------\np-1   [i-1]      tap1 7   []    \n',
    value: [{ bridge: 'br-int', port: 'tap1', interface: 'tap1', type: '', ofport: 3, tag: 7, ifaceId: 'port-a' }],
  },
  {
    name: 'OVN_Southbound',
    format: 'ovsdb-client-dump',
    text: 'Chassis table\n_uuid hostname name\n----- -------- ----\nc-1   hvA      sys \n\nPort_Binding table\n_uuid chassis logical_port mac                            port_security                  type\n----- ------- ------------ ------------------------------ ------------------------------ ----\nu-1   c-1     port-a       ["00:16:3e:0a:5c:f1 10.0.0.5"] ["00:16:3e:0a:5c:f1 10.0.0.5"] ""  \n',
    value: { database: 'OVN_Southbound', portBindings: [{ ...LSP, id: 'u-1', host: 'hvA' }] },
  },
]
