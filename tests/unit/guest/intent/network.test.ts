import { describe, expect, it } from 'vitest'
import { readIntent } from './read-intent'

const NETPLAN = `network:
  version: 2
  ethernets:
    id0:
      match: { macaddress: "00:16:3E:0A:5C:F1" }
      set-name: eth0
      addresses:
        - 172.17.20.29/20
        - "172.17.20.39/20": { label: "eth0:1" }
      nameservers: { addresses: [8.8.8.8] }
    any:
      match: { name: "en*" }
      addresses: [10.0.0.1/24]
  vlans:
    vlan15: { id: 15, link: eth0, addresses: ["fd00::1/64"] }
`
const ANCHORS = `network:
  ethernets:
    eth0: &one { addresses: [10.0.0.1/24], mtu: 9000 }
    eth1: { <<: *one, addresses: [10.0.0.2/24] }
    eth2: *one
`
const CLOUD_INIT = `version: 1
config:
  - type: physical
    name: eth0
    mac_address: "00:16:3e:0a:5c:f1"
    subnets:
      - { type: static, address: 172.17.20.29/20 }
      - { type: static, address: 172.17.20.39, netmask: 255.255.240.0 }
      - { type: dhcp4 }
  - { type: nameserver, address: [8.8.8.8] }
`
const INTERFACES = `auto lo eth0
iface lo inet loopback
iface eth0 inet static
	address 172.17.20.29
	netmask 255.255.240.0
	hwaddress ether 00:16:3e:0a:5c:f1
	up ip addr add 172.17.20.39/20 dev $IFACE label $IFACE:1
	up ip -6 addr add fd00::5/64 dev eth0 || true
	up ifconfig eth0:3 10.1.1.1 netmask 255.255.255.0
iface eth0:1 inet static
    address 172.17.20.40/20
iface vlan1
    address-virtual 00:00:5e:00:01:01 10.0.0.254/24
`
const IFCFG = `DEVICE=eth0:1
BOOTPROTO="none"
HWADDR=00:16:3E:0A:5C:F1
IPADDR0=10.0.0.1
PREFIX0=24
IPADDR1=10.0.0.2
NETMASK1=255.255.0.0
IPV6ADDR_SECONDARIES="fd00::2/64 fd00::3/64"
`
const SUSE = `BOOTPROTO='static'
STARTMODE='auto'
IPADDR='192.168.1.5/24'
IPADDR_vip='192.168.1.6'   # floats
PREFIXLEN_vip='25'
`
const RANGE = 'DEVICE=eth0\nIPADDR_START=10.0.0.8\nIPADDR_END=10.0.0.10\nPREFIX=24\nIPADDR=10.0.0.7\n'
const KEYFILE = `[connection]
interface-name=eth0
[ethernet]
mac-address=00:16:3E:0A:5C:F1
[ipv4]
address1=172.17.20.29/20,172.17.16.1
addresses=10.0.0.1;24;10.0.0.254;
route1=10.5.0.0/16,10.0.0.254
[ipv6]
addresses=fd00::1/64;fd00::2/64;
`
const NETWORKD =
  '[Match]\nName=eth0\n[Network]\nAddress=10.0.0.5/24\nGateway=10.0.0.1\n[Address]\nAddress=10.0.0.6/24\n'
const VIP_MANAGER = 'ip: 172.17.20.39 # floats\nnetmask: 20\ninterface: eth0\ntrigger-key: "/service/pg/leader"\n'
const VIP_MANAGER_OLD = 'key: "/service/pg/leader"\nip: 172.17.20.39\nmask: 20\niface: eth0\nhosting_type: basic\n'
const VIP_ENVIRONMENT = '# VIP_IP="10.9.9.9"\nVIP_IP="172.17.20.39"\nVIP_MASK=20\nVIP_IFACE=eth0\n'
const VIP_UNIT = '[Service]\nEnvironment="VIP_IP=172.17.20.39" VIP_MASK=20\nEnvironment=VIP_IFACE=eth0\n'
const VIP_FLAGS = 'ExecStart=/usr/bin/vip-manager -ip=172.17.20.39 -mask=20 -iface eth0 -key="x"\n'
const KUBE_VIP = `apiVersion: v1
kind: Pod
spec:
  containers:
  - env:
    - { name: vip_interface, value: eth0 }
    - { name: vip_cidr, value: "20" }
    - { name: address, value: 172.17.20.39 }
`
const METALLB = `kind: IPAddressPool
metadata: { name: first }
spec:
  addresses: [192.168.10.0/24, 192.168.9.1-192.168.9.5]
`
const METALLB_OLD = `kind: ConfigMap
data:
  config: |
    address-pools:
    - { name: default, protocol: layer2, addresses: [192.168.1.240-192.168.1.247] }
`

describe('network configuration and announcers', () => {
  it.each<[string, string, string[]]>([
    [
      'netplan',
      NETPLAN,
      [
        'eth0 172.17.20.29/20 static',
        'eth0 172.17.20.39/20 static',
        '- 10.0.0.1/24 static',
        'vlan15 fd00::1/64 static',
      ],
    ],
    ['netplan', ANCHORS, ['eth0 10.0.0.1/24 static', 'eth1 10.0.0.2/24 static', 'eth2 10.0.0.1/24 static']],
    [
      'cloud-init-v2',
      NETPLAN.replace('network:\n', '').replace(/^ {2}/gm, ''),
      [
        'eth0 172.17.20.29/20 static',
        'eth0 172.17.20.39/20 static',
        '- 10.0.0.1/24 static',
        'vlan15 fd00::1/64 static',
      ],
    ],
    ['cloud-init-v1', CLOUD_INIT, ['eth0 172.17.20.29/20 static', 'eth0 172.17.20.39/20 static']],
    [
      'interfaces',
      INTERFACES,
      [
        'eth0 172.17.20.29/20 static',
        'eth0 172.17.20.39/20 static',
        'eth0 fd00::5/64 static',
        'eth0 10.1.1.1/24 static',
        'eth0 172.17.20.40/20 static',
        'vlan1 10.0.0.254/24 vip',
      ],
    ],
    [
      'ifcfg',
      IFCFG,
      ['eth0 10.0.0.1/24 static', 'eth0 10.0.0.2/16 static', 'eth0 fd00::2/64 static', 'eth0 fd00::3/64 static'],
    ],
    ['ifcfg', SUSE, ['- 192.168.1.5/24 static', '- 192.168.1.6/25 static']],
    [
      'ifcfg',
      RANGE,
      ['eth0 10.0.0.7/24 static', 'eth0 10.0.0.8/24 static', 'eth0 10.0.0.9/24 static', 'eth0 10.0.0.10/24 static'],
    ],
    [
      'networkmanager-keyfile',
      KEYFILE,
      ['eth0 172.17.20.29/20 static', 'eth0 10.0.0.1/24 static', 'eth0 fd00::1/64 static', 'eth0 fd00::2/64 static'],
    ],
    ['systemd-networkd', NETWORKD, ['eth0 10.0.0.5/24 static', 'eth0 10.0.0.6/24 static']],
    ['vip-manager', VIP_MANAGER, ['eth0 172.17.20.39/20 vip']],
    ['vip-manager', VIP_MANAGER_OLD, ['eth0 172.17.20.39/20 vip']],
    ['vip-manager-environment', VIP_ENVIRONMENT, ['eth0 172.17.20.39/20 vip']],
    ['vip-manager-environment', VIP_UNIT, ['eth0 172.17.20.39/20 vip']],
    ['vip-manager-environment', VIP_FLAGS, ['eth0 172.17.20.39/20 vip']],
    ['kube-vip', KUBE_VIP, ['eth0 172.17.20.39/20 vip']],
    [
      'metallb',
      METALLB,
      ['- 192.168.10.0/24 vip pool', '- 192.168.9.1/ vip', '- 192.168.9.2/31 vip pool', '- 192.168.9.4/31 vip pool'],
    ],
    ['metallb', METALLB_OLD, ['- 192.168.1.240/29 vip pool']],
  ])('%s', (format, text, expected) => {
    const { addresses, problems, ...read } = readIntent(text)
    expect({ format: read.format, addresses: addresses.toSorted(), problems }).toEqual({
      format,
      addresses: expected.toSorted(),
      problems: [],
    })
  })

  it('binds by the MAC that the text names', () => {
    expect([NETPLAN, CLOUD_INIT, IFCFG, KEYFILE].map((text) => readIntent(text).intent.addresses[0]?.mac)).toEqual(
      Array(4).fill('00:16:3e:0a:5c:f1'),
    )
  })

  it.each<[string, string, string]>([
    [
      'an address that is none',
      NETPLAN.replace('172.17.20.29/20', '172.17.20.999/20'),
      '8: "172.17.20.999/20" is no address',
    ],
    ['YAML that breaks off', `${NETPLAN}  x: [1, 2`, 'this YAML is not well formed'],
    [
      'an included file',
      `source interfaces.d/*\n${INTERFACES}`,
      '1: includes interfaces.d/*, which is not part of this text',
    ],
    ['a name for an address', KUBE_VIP.replace('172.17.20.39', 'vip.example'), '8: vip.example is a name'],
  ])('reports %s', (_name, text, problem) => {
    expect(readIntent(text).problems.join('\n')).toContain(problem)
  })

  it('does not put in anchors without end', () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `  a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`,
    )
    const { problems } = readIntent(`network:\n  ethernets: {}\n  a0: &a0 [lol]\n${levels.join('\n')}\n`)
    expect(problems.join()).toContain('larger than can be read')
  })
})
