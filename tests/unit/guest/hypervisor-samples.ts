import type { CaptureSample } from './capture-samples'

const A = '00:16:3e:0a:5c:f1'

export const HYPERVISOR_SAMPLES: readonly CaptureSample[] = [
  {
    what: 'two answers of QEMU guest agents; a label comes as an interface',
    format: 'qemu-ga',
    witness: 'guest-agent',
    text: `{"return":[{"name":"lo","ip-addresses":[{"ip-address-type":"ipv4","ip-address":"127.0.0.1","prefix":8}],
"hardware-address":"00:00:00:00:00:00"},{"name":"eth0","hardware-address":"${A}","ip-addresses":
[{"ip-address-type":"ipv4","ip-address":"172.17.20.29","prefix":20}]},{"name":"eth0:1","hardware-address":"${A}",
"ip-addresses":[{"ip-address-type":"ipv4","ip-address":"172.17.20.39","prefix":20}]}]}

[{"name":"Ethernet","hardware-address":"00:16:3e:0a:5c:f2"}]`,
    links: {
      'lo null null': ['127.0.0.1/8 null null'],
      [`eth0 ${A} null`]: ['172.17.20.29/20 null null', '172.17.20.39/20 eth0:1 null'],
      'Ethernet 00:16:3e:0a:5c:f2 null': [],
    },
  },
  {
    what: 'virsh domifaddr --source agent',
    format: 'virsh-domifaddr',
    witness: 'guest-agent',
    text: ` Name       MAC address          Protocol     Address
-------------------------------------------------------------------------------
 lo         00:00:00:00:00:00    ipv4         127.0.0.1/8
 Ethernet 2 ${A}    ipv4         172.17.20.29/20
 -          -                    ipv6         fe80::1/64
 eth1       00:16:3e:0a:5c:f2    N/A          N/A
`,
    links: {
      'lo null null': ['127.0.0.1/8 null null'],
      [`Ethernet 2 ${A} null`]: ['172.17.20.29/20 null null', 'fe80::1/64 null null'],
      'eth1 00:16:3e:0a:5c:f2 null': [],
    },
  },
  {
    what: 'virsh domifaddr --full, a lease',
    format: 'virsh-domifaddr',
    witness: 'lease',
    text: ` Name       MAC address          Protocol     Address
-------------------------------------------------------------------------------
 vnet0      ${A}    ipv4         172.17.20.29/20
 vnet0      ${A}    ipv6         2001:db8::1/64
`,
    links: { [`vnet0 ${A} null`]: ['172.17.20.29/20 null null', '2001:db8::1/64 null null'] },
  },
  {
    what: 'virsh domifaddr --source arp',
    format: 'virsh-domifaddr',
    witness: 'arp',
    text: ` Name       MAC address          Protocol     Address
-------------------------------------------------------------------------------
 vnet0      ${A}    ipv4         172.17.20.29/0
`,
    links: { [`vnet0 ${A} null`]: ['172.17.20.29/null null null'] },
  },
  {
    what: 'libvirt domain',
    format: 'libvirt-domain',
    witness: 'intent',
    text: `<domain type='kvm' id='3'>
  <name>db1</name>
  <devices>
    <interface type='network'>
      <mac address='${A}'/>
      <target dev='vnet0'/>
    </interface>
    <interface type='ethernet'>
      <mac address='00:16:3e:0a:5c:f2'/>
      <ip address='172.17.20.29' family='ipv4' prefix='20'/>
    </interface>
  </devices>
</domain>
`,
    links: { [`vnet0 ${A} null`]: [], 'net1 00:16:3e:0a:5c:f2 null': ['172.17.20.29/20 null null'] },
  },
  ...['', 'capital'].map((spelling) => {
    const key = (name: string) => (spelling === '' ? name : name.charAt(0).toUpperCase() + name.slice(1))
    return {
      what: `govc vm.info -json ${spelling}`,
      format: 'vmware-guest',
      witness: 'guest-agent',
      text: `{"${key('virtualMachines')}":[{"${key('name')}":"db1","${key('guest')}":{"${key('net')}":[{"${key('network')}":"VM Network",
"${key('ipAddress')}":["172.17.20.29","FE80::1"],"${key('macAddress')}":"${A}","${key('connected')}":true,"${key('deviceConfigId')}":4000,
"${key('ipConfig')}":{"${key('ipAddress')}":[{"${key('ipAddress')}":"172.17.20.29","${key('prefixLength')}":20}]}}]}}]}`,
      links: { [`VM Network ${A} null`]: ['172.17.20.29/20 null null', 'fe80::1/null null null'] },
    }
  }),
  {
    what: 'facts that Ansible gathered, an alias under both its names',
    format: 'ansible-facts',
    witness: 'inventory',
    text: `db1 | SUCCESS => {
    "ansible_facts": {
        "ansible_default_ipv4": {"address": "172.17.20.29", "interface": "eth0", "macaddress": "${A}"},
        "ansible_eth0": {"active": true, "device": "eth0", "macaddress": "${A}", "type": "ether",
            "ipv4": {"address": "172.17.20.29", "netmask": "255.255.240.0"},
            "ipv4_secondaries": [{"address": "172.17.20.39", "netmask": "255.255.240.0"},
                                 {"address": "172.17.20.40", "netmask": "255.255.255.255"}],
            "ipv6": [{"address": "fe80::1", "prefix": "64", "scope": "link"}]},
        "ansible_eth0_1": {"ipv4": {"address": "172.17.20.39", "netmask": "255.255.240.0"}},
        "ansible_br_lan": {"active": false, "device": "br-lan", "macaddress": "00:16:3e:0a:5c:f2"},
        "ansible_interfaces": ["eth0", "eth0:1", "br-lan"]
    },
    "changed": false
}
`,
    links: {
      [`eth0 ${A} true`]: [
        '172.17.20.29/20 null null',
        '172.17.20.39/20 eth0:1 null',
        '172.17.20.40/32 null null',
        'fe80::1/64 null link',
      ],
      'br-lan 00:16:3e:0a:5c:f2 null': [],
    },
  },
  {
    what: 'facts of a BSD, as a fact cache keeps them',
    format: 'ansible-facts',
    witness: 'inventory',
    text: `{"ansible_interfaces": ["em0"], "ansible_em0": {"device": "em0", "flags": ["UP", "BROADCAST"], "macaddress": "${A}",
"ipv4": [{"address": "172.17.20.29", "netmask": "255.255.240.0"}, {"address": "172.17.20.39", "netmask": "255.255.255.255"}],
"ipv6": [{"address": "fe80::1%em0", "prefix": "64", "scope": "0x1"}]}}`,
    links: {
      [`em0 ${A} true`]: ['172.17.20.29/20 null null', '172.17.20.39/32 null null', 'fe80::1/64 null null'],
    },
  },
  {
    what: 'what the JSON callback of ansible-playbook prints',
    format: 'ansible-facts',
    witness: 'inventory',
    text: `{"plays":[{"tasks":[{"hosts":{"db1":{"ansible_facts":{"ansible_interfaces":["eth0"],"ansible_eth0":{"device":"eth0",
"ipv4":{"address":"172.17.20.29","prefix":"20"}}}},"db2":{"ansible_facts":{"ansible_interfaces":["eth0"],"ansible_eth0":
{"device":"eth0","ipv4":{"address":"172.17.20.30","netmask":"255.255.240.0"}}}}}}]}]}`,
    links: { 'eth0 null null': ['172.17.20.29/20 null null'], 'eth0 null null ': ['172.17.20.30/20 null null'] },
  },
  {
    what: 'osquery of Windows',
    format: 'osquery-interface-addresses',
    witness: 'inventory',
    text: `[{"interface":"12","friendly_name":"Ethernet 2","address":"172.17.20.29","mask":"255.255.240.0","type":"dhcp"}]`,
    links: { 'Ethernet 2 null null': ['172.17.20.29/20 null null'] },
  },
  {
    what: 'osquery, both tables joined',
    format: 'osquery-interface-addresses',
    witness: 'inventory',
    text: `+-----------+--------------+-----------------------+-------------------+-------+
| interface | address      | mask                  | mac               | flags |
+-----------+--------------+-----------------------+-------------------+-------+
| eth0      | 172.17.20.29 | 255.255.240.0         | ${A} | 69699 |
| eth0:1    | 172.17.20.39 | 255.255.240.0         | ${A} | 69699 |
| eth0      | fe80::1%eth0 | ffff:ffff:ffff:ffff:: | ${A} | 69699 |
+-----------+--------------+-----------------------+-------------------+-------+
`,
    links: {
      [`eth0 ${A} true`]: ['172.17.20.29/20 null null', '172.17.20.39/20 eth0:1 null', 'fe80::1/64 null null'],
    },
  },
  {
    what: 'osquery, one table after the other, as JSON',
    format: 'osquery-interface-addresses',
    witness: 'inventory',
    text: `[{"interface":"eth0","address":"172.17.20.29","mask":"255.255.240.0"},{"interface":"eth1","address":"","mask":""}]
[{"interface":"eth0","mac":"${A}","flags":"4098"}]`,
    links: { [`eth0 ${A} false`]: ['172.17.20.29/20 null null'], 'eth1 null null': [] },
  },
  ...['|', ',', ';'].map((separator) => ({
    what: `osquery with ${separator}`,
    format: 'osquery-interface-addresses',
    witness: 'inventory',
    text: `interface|address|mask\nlo|127.0.0.1|255.0.0.0\n"eth0"|172.17.20.29|255.255.240.0\n`.replaceAll(
      '|',
      separator,
    ),
    links: { 'lo null null': ['127.0.0.1/8 null null'], 'eth0 null null': ['172.17.20.29/20 null null'] },
  })),
]
