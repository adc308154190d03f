import { FORMATS } from '../../core/guest/formats/detect-format'
import { parseTranscript } from '../../core/guest/transcript/parse-transcript'
import { parseDumpFlows } from '../../core/openflow/dump/parse-dump-flows'
import { splitLines } from '../../core/text/lines'

/** Evidence that can be made as long as one likes, and what reads it. */
export type LongEvidence = {
  readonly what: string
  readonly make: (bytes: number) => string
  readonly read: (text: string) => void
}

const hex = (i: number): string => i.toString(16).padStart(2, '0')
const macOf = (i: number): string => `00:16:3e:${hex((i >> 16) & 255)}:${hex((i >> 8) & 255)}:${hex(i & 255)}`
const ipOf = (i: number): string => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`

/** `piece` for 1, 2, 3 … until it is long enough. */
function repeat(bytes: number, piece: (i: number) => string, separator = ''): string {
  const pieces: string[] = []
  for (let i = 1, length = 0; length < bytes; i++) {
    const one = piece(i)
    pieces.push(one)
    length += one.length + separator.length
  }
  return pieces.join(separator)
}

const wrapped =
  (head: string, piece: (i: number) => string, tail: string, separator = ',') =>
  (bytes: number) =>
    `${head}${repeat(bytes, piece, separator)}${tail}`

const LISTINGS: Readonly<Record<string, (bytes: number) => string>> = {
  'ip-addr-text': (bytes) =>
    repeat(
      bytes,
      (i) =>
        `${i}: eth${i}@if9: <BROADCAST,UP> mtu 1500\n    link/ether ${macOf(i)} brd ff:ff:ff:ff:ff:ff\n    inet ${ipOf(i)}/8 scope global eth${i}:1\n       valid_lft forever preferred_lft forever\n`,
    ),
  'ip-addr-json': wrapped(
    '[',
    (i) =>
      `{"ifindex":${i},"ifname":"eth${i}","flags":["UP"],"address":"${macOf(i)}","addr_info":[{"family":"inet","local":"${ipOf(i)}","prefixlen":8}]}`,
    ']',
  ),
  'ifconfig-nettools-new': (bytes) =>
    repeat(
      bytes,
      (i) =>
        `eth${i >> 1}${i & 1 ? ':1' : ''}: flags=4163<UP,BROADCAST>  mtu 1500\n        inet ${ipOf(i)}  netmask 255.0.0.0\n        ether ${macOf(i)}  txqueuelen 1000  (Ethernet)\n`,
    ),
  'ifconfig-nettools-old': (bytes) =>
    repeat(
      bytes,
      (i) =>
        `eth${i}      Link encap:Ethernet  HWaddr ${macOf(i)}\n          inet addr:${ipOf(i)}  Mask:255.0.0.0\n          UP BROADCAST  MTU:1500  Metric:1\n\n`,
    ),
  'ifconfig-bsd': (bytes) =>
    repeat(
      bytes,
      (i) =>
        `em${i}: flags=8843<UP,BROADCAST> metric 0 mtu 1500\n\tether ${macOf(i)}\n\tinet ${ipOf(i)} netmask 0xff000000\n`,
    ),
  'ipconfig-all': (bytes) =>
    `Windows IP Configuration\n\n${repeat(
      bytes,
      (i) =>
        `Ethernet adapter Ethernet ${i}:\n\n   Physical Address. . . . . . . . . : ${macOf(i).replaceAll(':', '-')}\n   IPv4 Address. . . . . . . . . . . : ${ipOf(i)}(Preferred)\n   Subnet Mask . . . . . . . . . . . : 255.0.0.0\n\n`,
    )}`,
  'qemu-ga': wrapped(
    '{"return":[',
    (i) =>
      `{"name":"eth${i}","hardware-address":"${macOf(i)}","ip-addresses":[{"ip-address-type":"ipv4","ip-address":"${ipOf(i)}","prefix":8}]}`,
    ']}',
  ),
  'virsh-domifaddr': (bytes) =>
    ` Name       MAC address          Protocol     Address\n-----------------------------\n${repeat(
      bytes,
      (i) =>
        ` vnet${i}    ${macOf(i)}    ipv4         ${ipOf(i)}/8\n -          -                    ipv6         fe80::${(i >> 16).toString(16)}:${(i & 65535).toString(16)}/64\n`,
    )}`,
  'libvirt-domain': wrapped(
    '<domain><devices>\n',
    (i) => `<interface type='network'>\n  <mac address='${macOf(i)}'/>\n  <target dev='vnet${i}'/>\n</interface>`,
    '</devices></domain>',
    '\n',
  ),
  'vmware-guest': wrapped(
    '{"virtualMachines":[{"guest":{"net":[',
    (i) =>
      `{"network":"VM Network","macAddress":"${macOf(i)}","deviceConfigId":${i},"ipConfig":{"ipAddress":[{"ipAddress":"${ipOf(i)}","prefixLength":8}]}}`,
    ']}}]}',
  ),
  'ansible-facts': wrapped(
    'db1 | SUCCESS => {"ansible_facts": {',
    (i) =>
      `"ansible_eth${i}": {"device": "eth${i}", "macaddress": "${macOf(i)}", "ipv4": {"address": "${ipOf(i)}", "netmask": "255.0.0.0"}}`,
    '}}',
    ',\n',
  ),
  'osquery-interface-addresses': (bytes) =>
    `interface|address|mask\n${repeat(bytes, (i) => `eth${i}|${ipOf(i)}|255.0.0.0\n`)}`,
  'ip-neigh': (bytes) => repeat(bytes, (i) => `${ipOf(i)} dev eth0 lladdr ${macOf(i)} ref 1 used 0/0/0 REACHABLE\n`),
  'ip-neigh-json': wrapped(
    '[',
    (i) => `{"dst":"${ipOf(i)}","dev":"eth0","lladdr":"${macOf(i)}","state":["STALE"]}`,
    ']',
  ),
  'proc-net-arp': (bytes) =>
    `IP address       HW type     Flags       HW address            Mask     Device\n${repeat(
      bytes,
      (i) => `${ipOf(i)}     0x1         0x2         ${macOf(i)}     *        eth0\n`,
    )}`,
  'arp-table': (bytes) =>
    `Address                  HWtype  HWaddress           Flags Mask            Iface\n${repeat(
      bytes,
      (i) => `${ipOf(i)}             ether   ${macOf(i)}   C                     eth0\n`,
    )}`,
  'arp-an': (bytes) => repeat(bytes, (i) => `? (${ipOf(i)}) at ${macOf(i)} [ether] on eth0\n`),
  'iptables-list': (bytes) =>
    `Chain INPUT (policy ACCEPT 0 packets, 0 bytes)\n pkts bytes target     prot opt in     out     source               destination\n${repeat(
      bytes,
      (i) => `    0     0 DROP       all  --  eth0   *       ${ipOf(i)}            0.0.0.0/0\n`,
    )}`,
}

export const LONG_EVIDENCE: readonly LongEvidence[] = [
  ...Object.entries(LISTINGS).map(([name, make]) => ({
    what: name,
    make,
    read: (text: string) => {
      const format = FORMATS.find((one) => one.name === name)
      const content = format?.read(splitLines(text), null)
      if (!content || content.reading.problems.length > 0) throw new Error(`${name} was not read`)
    },
  })),
  {
    what: 'one line of ip -o, its facts between backslashes',
    make: (bytes) => `2: eth0    ${repeat(bytes, (i) => `inet ${ipOf(i)}/8 scope global eth0`, '\\ ')}\n`,
    read: (text) => void FORMATS.find((one) => one.name === 'ip-addr-text')?.read(splitLines(text), null),
  },
  {
    what: 'a transcript of many captures',
    make: (bytes) =>
      repeat(
        bytes,
        (i) =>
          `[root@db${i} ~]# ip addr\n1: eth0: <UP> mtu 1500\n    link/ether ${macOf(i)} brd ff:ff:ff:ff:ff:ff\n    inet ${ipOf(i)}/8 scope global eth0\nsome words of prose\n`,
      ),
    read: (text) => void parseTranscript(text),
  },
  {
    what: 'a transcript of prose',
    make: (bytes) => repeat(bytes, (i) => `and then, at ${i}, somebody wrote a line about 10.0.0.1\n`),
    read: (text) => void parseTranscript(text),
  },
  {
    what: 'a flow table',
    make: (bytes) =>
      repeat(
        bytes,
        (i) =>
          ` cookie=0x${hex(i)}, duration=1.5s, table=10, n_packets=0, n_bytes=0, priority=65,ip,dl_src=${macOf(i)},nw_src=${ipOf(i)} actions=resubmit(,20)\n`,
      ),
    read: (text) => void parseDumpFlows(text),
  },
]
