import { LONG_EVIDENCE } from '../tests/support/long-evidence'

/** A text of a format that can be made as long as one likes; `jc` is the parser of jc that reads the same text. */
export type ParseText = {
  readonly format: string
  readonly jc: string | null
  readonly make: (bytes: number) => string
}

type Piece = (i: number) => string

const JC: Readonly<Record<string, string>> = {
  'ifconfig-nettools-new': 'ifconfig',
  'ifconfig-nettools-old': 'ifconfig',
  'ifconfig-bsd': 'ifconfig',
  'arp-an': 'arp',
  'arp-table': 'arp',
  'proc-net-arp': 'proc_net_arp',
  'iptables-list': 'iptables',
  ping: 'ping',
}

const ipOf: Piece = (i) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`
const macOf = (i: number, separator = ':') =>
  [0, 0x16, 0x3e, (i >> 16) & 255, (i >> 8) & 255, i & 255]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(separator)

const long =
  (piece: Piece, head = '', tail = '', separator = '') =>
  (bytes: number): string => {
    const pieces: string[] = []
    for (let i = 1, length = 0; length < bytes; i++) {
      const one = piece(i)
      pieces.push(one)
      length += one.length + separator.length
    }
    return head + pieces.join(separator) + tail
  }

/** What tests/support/long-evidence.ts does not make. */
const MORE: Readonly<Record<string, (bytes: number) => string>> = {
  'ifconfig-macos': long(
    (i) =>
      `en${i}: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500\n\toptions=400<CHANNEL_IO>\n\tether ${macOf(i)}\n\tinet ${ipOf(i)} netmask 0xff000000 broadcast 10.255.255.255\n\tmedia: autoselect\n\tstatus: active\n`,
  ),
  'ifconfig-solaris': long(
    (i) =>
      `net${i}: flags=1000843<UP,BROADCAST,RUNNING,MULTICAST,IPv4> mtu 1500 index ${i}\n\tinet ${ipOf(i)} netmask ff000000 broadcast 10.255.255.255\n\tether ${macOf(i)}\n`,
  ),
  'ifconfig-aix': long(
    (i) =>
      `en${i}: flags=1e080863,480<UP,BROADCAST,NOTRAILERS,RUNNING,SIMPLEX,MULTICAST,GROUPRT,64BIT,CHAIN>\n\tinet ${ipOf(i)} netmask 0xff000000 broadcast 10.255.255.255\n\t tcp_sendspace 262144 tcp_recvspace 262144 rfc1323 1\n`,
  ),
  'ifconfig-hpux': long(
    (i) =>
      `lan${i}: flags=1843<UP,BROADCAST,RUNNING,MULTICAST,CKO>\n\tinet ${ipOf(i)} netmask ff000000 broadcast 10.255.255.255\n`,
  ),
  'arp-solaris': long(
    (i) => `net0   ${ipOf(i).padEnd(20)} 255.255.255.255 SPLA     ${macOf(i)}\n`,
    'Net to Media Table: IPv4\nDevice   IP Address               Mask      Flags      Phys Addr\n------ -------------------- --------------- -------- ---------------\n',
  ),
  arping: long(
    (i) => `Unicast reply from 10.0.0.9 [00:16:3E:0A:5C:F1]  0.${687 + (i % 99)}ms\n`,
    'ARPING 10.0.0.9 from 10.0.0.8 eth0\n',
  ),
  fping: long((i) => `${ipOf(i)} is alive\n`),
  'arp-windows': long(
    (i) => `  ${ipOf(i).padEnd(22)}${macOf(i, '-')}     dynamic\n`,
    '\nInterface: 10.0.0.1 --- 0x5\n  Internet Address      Physical Address      Type\n',
  ),
  'arp-openbsd': long(
    (i) => `${ipOf(i).padEnd(37)}${macOf(i)}    vio0 19m2s\n`,
    'Host                                 Ethernet Address    Netif Expire    Flags\n',
  ),
  'ndp-an': long(
    (i) => `fe80::${(i & 65535).toString(16)}%em0`.padEnd(40).concat(`${macOf(i)}    em0 23h59m58s S R\n`),
    'Neighbor                                Linklayer Address  Netif Expire    S Flags\n',
  ),
  ping: long(
    (i) => `64 bytes from 10.0.0.9: icmp_seq=${i} ttl=64 time=0.123 ms\n`,
    'PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.\n',
  ),
  'iptables-save': long(
    (i) => `-A INPUT -s ${ipOf(i)}/32 -i eth0 -p tcp -m tcp --dport 5432 -m comment --comment "peer ${i}" -j ACCEPT\n`,
    '*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n',
    'COMMIT\n',
  ),
  'nft-ruleset': long(
    (i) =>
      `\t\tiifname "eth0" ip saddr ${ipOf(i)} tcp dport { 22, 5432 } counter packets ${i} bytes ${i * 60} accept\n`,
    'table inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter; policy drop;\n',
    '\t}\n}\n',
  ),
  'nft-json': long(
    (i) =>
      `{"rule":{"family":"inet","table":"filter","chain":"input","handle":${i},"expr":[{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":"${ipOf(i)}"}},{"drop":null}]}}`,
    '{"nftables":[{"metainfo":{"json_schema_version":1}},{"table":{"family":"inet","name":"filter","handle":1}},{"chain":{"family":"inet","table":"filter","name":"input","handle":1,"type":"filter","hook":"input","prio":0,"policy":"accept"}},',
    ']}',
    ',',
  ),
  'pacemaker-cib-xml': long(
    (i) =>
      `<primitive id="vip${i}" class="ocf" provider="heartbeat" type="IPaddr2"><instance_attributes id="a${i}"><nvpair id="i${i}" name="ip" value="${ipOf(i)}"/><nvpair id="m${i}" name="cidr_netmask" value="20"/></instance_attributes></primitive>\n`,
    '<?xml version="1.0"?>\n<cib><configuration><resources>\n',
    '</resources></configuration></cib>\n',
  ),
  'pacemaker-pcs-config': long(
    (i) =>
      `  Resource: vip${i} (class=ocf provider=heartbeat type=IPaddr2)\n    Attributes: vip${i}-instance_attributes\n      cidr_netmask=20\n      ip=${ipOf(i)}\n      nic=eth0\n`,
    'Resources:\n',
  ),
  'pacemaker-pcs-commands': long(
    (i) => `pcs resource create vip${i} ocf:heartbeat:IPaddr2 ip=${ipOf(i)} cidr_netmask=20 op monitor interval=30s\n`,
  ),
  'pacemaker-crm-configure': long(
    (i) =>
      `primitive vip${i} IPaddr2 \\\n\tparams ip=${ipOf(i)} cidr_netmask=20 nic=eth0 \\\n\top monitor interval=10s\n`,
    'node 1: pg11\n',
  ),
  'keepalived-conf': long(
    (i) =>
      `vrrp_instance VI_${i} {\n    state BACKUP\n    interface eth0\n    virtual_router_id ${1 + (i % 255)}\n    priority 100\n    advert_int 1\n    virtual_ipaddress {\n        ${ipOf(i)}/20 dev eth0 label eth0:1\n    }\n}\n`,
  ),
  'cloud-init-v1': long(
    (i) =>
      `  - type: physical\n    name: eth${i}\n    mac_address: "${macOf(i)}"\n    subnets:\n      - { type: static, address: ${ipOf(i)}/20 }\n`,
    'version: 1\nconfig:\n',
  ),
  'cloud-init-v2': long(
    (i) => `  eth${i}:\n    match: { macaddress: "${macOf(i)}" }\n    addresses: [${ipOf(i)}/20]\n`,
    'version: 2\nethernets:\n',
  ),
  'kube-vip': long(
    (i) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-vip-${i}\nspec:\n  containers:\n  - name: kube-vip\n    env:\n    - { name: vip_interface, value: eth0 }\n    - { name: vip_cidr, value: "32" }\n    - { name: address, value: ${ipOf(i)} }\n`,
    '',
    '',
    '---\n',
  ),
  'vip-manager': long(
    (i) => `ip: ${ipOf(i)}\nnetmask: 20\ninterface: eth0\ntrigger-key: "/service/cluster${i}/leader"\n`,
    '',
    '',
    '---\n',
  ),
  'vip-manager-environment': long((i) => `VIP_IP="${ipOf(i)}"\nVIP_NETMASK=20\nVIP_INTERFACE="eth0"\nVIP_KEY=/c${i}\n`),
  netplan: long(
    (i) => `    eth${i}:\n      match: { macaddress: "${macOf(i)}" }\n      addresses:\n        - ${ipOf(i)}/20\n`,
    'network:\n  version: 2\n  ethernets:\n',
  ),
  metallb: long(
    (i) =>
      `apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata:\n  name: pool${i}\n  namespace: metallb-system\nspec:\n  addresses:\n  - ${ipOf(i)}/32\n`,
    '',
    '',
    '---\n',
  ),
  'networkmanager-keyfile': long(
    (i) => `address${i}=${ipOf(i)}/20\n`,
    '[connection]\nid=eth0\ntype=ethernet\ninterface-name=eth0\n[ipv4]\nmethod=manual\n',
  ),
  'systemd-networkd': long((i) => `[Address]\nAddress=${ipOf(i)}/20\n`, '[Match]\nName=eth0\n'),
  interfaces: long((i) => `auto eth${i}\niface eth${i} inet static\n\taddress ${ipOf(i)}\n\tnetmask 255.255.240.0\n`),
  ifcfg: long((i) => `IPADDR${i}=${ipOf(i)}\nPREFIX${i}=20\n`, 'DEVICE=eth0\nBOOTPROTO="none"\n'),
}

/** The texts, for the formats of which `names` has a name. A name without one is a fault of the bench. */
export function parseTexts(names: ReadonlySet<string>): ParseText[] {
  const known = LONG_EVIDENCE.map(({ what, make }): [string, ParseText['make']] => [what, make])
  const texts = new Map([...known, ...Object.entries(MORE)])
  const missing = [...names].find((name) => !texts.has(name))
  if (missing) throw new Error(`there is no text of ${missing}`)
  return [...texts]
    .filter(([format]) => names.has(format))
    .map(([format, make]) => ({ format, jc: JC[format] ?? null, make }))
}
