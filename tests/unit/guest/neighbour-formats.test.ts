import { describe, expect, it } from 'vitest'
import { detectDocument, detectFormat } from '../../../core/guest/formats/detect-format'
import { splitLines } from '../../../core/text/lines'

const B = '00:16:3e:0a:5c:f2'

/** `address mac dev state hostname` of each entry. */
const SAMPLES: readonly (readonly [what: string, format: string, text: string, entries: readonly string[]])[] = [
  [
    'ip -s neigh',
    'ip-neigh',
    `172.17.20.30 dev eth0 lladdr ${B} ref 1 used 65/60/34 probes 1 REACHABLE
172.17.20.31 dev eth0 lladdr ${B} used 0/0/0 probes 4 PERMANENT
172.17.20.38 dev eth0  FAILED
172.17.20.39 dev eth0  used 1/2/3 probes 6 INCOMPLETE
172.17.20.40 dev eth0 proxy
fe80::2 dev eth0 lladdr ${B} router extern_learn STALE
172.17.20.41 dev eth0 lladdr ${B} nud noarp
`,
    [
      `172.17.20.30 ${B} eth0 reachable null`,
      `172.17.20.31 ${B} eth0 permanent null`,
      '172.17.20.38 null eth0 failed null',
      '172.17.20.39 null eth0 incomplete null',
      '172.17.20.40 null eth0 null null',
      `fe80::2 ${B} eth0 stale null`,
      `172.17.20.41 ${B} eth0 noarp null`,
    ],
  ],
  [
    'ip -j neigh, of two namespaces',
    'ip-neigh-json',
    `[{"dst":"172.17.20.30","dev":"eth0","lladdr":"${B}","state":["REACHABLE"]},{}]
[ {
        "dst": "fe80::2",
        "dev": "eth0",
        "router": null,
        "state": [ "FAILED" ]
    } ]`,
    [`172.17.20.30 ${B} eth0 reachable null`, 'fe80::2 null eth0 failed null'],
  ],
  [
    '/proc/net/arp',
    'proc-net-arp',
    `IP address       HW type     Flags       HW address            Mask     Device
172.17.20.30     0x1         0x2         ${B}     *        eth0
172.17.20.31     0x1         0x6         ${B}     *        eth0
172.17.20.39     0x1         0x0         00:00:00:00:00:00     *        eth0
`,
    [
      `172.17.20.30 ${B} eth0 null null`,
      `172.17.20.31 ${B} eth0 permanent null`,
      '172.17.20.39 null eth0 incomplete null',
    ],
  ],
  [
    'arp -vn of net-tools',
    'arp-table',
    `Address                  HWtype  HWaddress           Flags Mask            Iface
172.17.20.30             ether   ${B}   CM                    eth0
gateway                  ether   ${B}   C                     eth0
172.17.20.39                     (incomplete)                              eth0
Entries: 3      Skipped: 0      Found: 3
`,
    [`172.17.20.30 ${B} eth0 permanent null`, `null ${B} eth0 null gateway`, '172.17.20.39 null eth0 incomplete null'],
  ],
  [
    'arp -a of Linux and the BSDs',
    'arp-an',
    `? (172.17.20.30) at ${B} [ether] PERM on eth0
db2.example.net (172.17.20.31) at 0:16:3e:a:5c:f2 on en0 ifscope [ethernet]
? (172.17.20.32) at ${B} on em0 expires in 942 seconds [ethernet]
? (172.17.20.39) at (incomplete) on em0 expired [ethernet]
? (172.17.20.40) at <incomplete> on eth0
`,
    [
      `172.17.20.30 ${B} eth0 permanent null`,
      `172.17.20.31 ${B} en0 null db2.example.net`,
      `172.17.20.32 ${B} em0 null null`,
      '172.17.20.39 null em0 incomplete null',
      '172.17.20.40 null eth0 incomplete null',
    ],
  ],
  [
    'arp -a of OpenBSD',
    'arp-openbsd',
    `Host                                 Ethernet Address    Netif Expire    Flags
172.17.20.30                         ${B}    vio0 19m44s
db2                                  ${B}    vio0 permanent l
172.17.20.39                         (incomplete)         vio0 expired
`,
    [`172.17.20.30 ${B} vio0 null null`, `null ${B} vio0 permanent db2`, '172.17.20.39 null vio0 incomplete null'],
  ],
  [
    'arp -al of macOS',
    'ndp-an',
    `Neighbor                Linklayer Address Expire(O) Expire(I)          Netif Refs Prbs
172.17.20.30            0:16:3e:a:5c:f2   18s       18s                  en0    1
172.17.20.39            (incomplete)      expired   (none)               en0    1
`,
    [`172.17.20.30 ${B} en0 null null`, '172.17.20.39 null en0 incomplete null'],
  ],
  [
    'ndp -an',
    'ndp-an',
    `Neighbor                             Linklayer Address  Netif Expire    1s 5s
fe80::2%em0                          0:16:3e:a:5c:f2      em0 23h59m58s S R
2001:db8::39                         (incomplete)         em0 expired   I
`,
    [`fe80::2 ${B} em0 stale null`, '2001:db8::39 null em0 incomplete null'],
  ],
  [
    'arp -a of a German Windows',
    'arp-windows',
    `
Schnittstelle: 172.17.20.29 --- 0xb
  Internetadresse       Physische Adresse     Typ
  172.17.20.30          00-16-3e-0a-5c-f2     dynamisch
  172.17.20.31          00-16-3e-0a-5c-f2     statisch
`,
    [`172.17.20.30 ${B} null dynamisch null`, `172.17.20.31 ${B} null statisch null`],
  ],
]

describe('a neighbour table', () => {
  it.each(SAMPLES)('%s', (_what, format, text, entries) => {
    const lines = splitLines(text)
    const content = (detectDocument(lines, text) ?? detectFormat(lines))?.read(lines, null)
    expect(content?.format).toBe(format)
    expect(content?.reading.problems).toEqual([])
    const found = content?.kind === 'neigh' ? content.reading.value : []
    expect(found.map((one) => [one.address, one.mac, one.dev, one.state, one.hostname].join(' '))).toEqual(
      entries.map((entry) => entry.replaceAll('null', '')),
    )
  })
})
