/** Samples of our own, one or more a format: what the text says, link by link, `address/length label scope` each. */
export type CaptureSample = {
  readonly what: string
  readonly format: string
  readonly witness?: string
  readonly text: string
  readonly links: Readonly<Record<string, readonly string[]>> // `name mac up` → addresses
}

const A = '00:16:3e:0a:5c:f1'

export const LINUX_SAMPLES: readonly CaptureSample[] = [
  {
    what: 'ip addr: peers, labels, tentative, altname, vlan, tunnel, statistics',
    format: 'ip-addr-text',
    text: `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
2: eth0@if36: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq master bond0 state UP group default qlen 1000
    link/ether ${A} brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 0 minmtu 68 maxmtu 65535
    altname enp0s3
    inet 172.17.20.29/20 metric 100 brd 172.17.31.255 scope global dynamic noprefixroute eth0
       valid_lft 2339sec preferred_lft 2339sec
    inet 172.17.20.39/20 brd 172.17.31.255 scope global secondary eth0:1
    inet 172.17.20.40/32 scope 200 deprecated vip0
    inet 10.8.0.1 peer 10.8.0.2/30 scope global eth0
    inet6 2001:db8::39/64 scope global tentative dadfailed proto kernel_ra
    RX:  bytes packets errors dropped  missed   mcast
      35224      524      0       0       0       0
3: eth0.11@eth0: <BROADCAST,MULTICAST,M-DOWN> mtu 1500 qdisc noop state DOWN mode DEFAULT group default
    link/ether ${A} brd ff:ff:ff:ff:ff:ff
    vlan protocol 802.1Q id 11 <REORDER_HDR> numtxqueues 1
4: tun0: <POINTOPOINT,NOARP,UP> mtu 1500
    link/none
    inet 10.9.0.1 peer 10.9.0.2 scope global tun0
5: ib0: <BROADCAST,UP> mtu 2044
    link/infiniband 80:00:00:48:fe:80:00:00:00:00:00:00:00:02:c9:03:00:43:27:21 brd 00:ff:ff
`,
    links: {
      'lo null true': ['127.0.0.1/8 null host'],
      [`eth0 ${A} true`]: [
        '172.17.20.29/20 null global',
        '172.17.20.39/20 eth0:1 global',
        '172.17.20.40/32 vip0 200',
        '10.8.0.1/30 null global',
        '2001:db8::39/64 null global',
      ],
      [`eth0.11 ${A} false`]: [],
      'tun0 null true': ['10.9.0.1/32 null global'],
      'ib0 null true': [],
    },
  },
  {
    what: 'ip -o addr',
    format: 'ip-addr-text',
    text: `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
2: eth0    inet 172.17.20.39/20 brd 172.17.31.255 scope global secondary eth0:1\\       valid_lft 1sec preferred_lft 1sec
2: eth0    inet6 fe80::1/64 scope link \\       valid_lft forever preferred_lft forever
`,
    links: {
      'lo null null': ['127.0.0.1/8 null host'],
      'eth0 null null': ['172.17.20.39/20 eth0:1 global', 'fe80::1/64 null link'],
    },
  },
  {
    what: 'ip -br addr',
    format: 'ip-addr-text',
    text: `lo               UNKNOWN        127.0.0.1/8 ::1/128
eth0@if36        UP             172.17.20.29/20 metric 100 172.17.20.39/20 fe80::1/64
eth1             DOWN
ppp0             UNKNOWN        10.0.0.1 peer 10.0.0.2/32
`,
    links: {
      'lo null null': ['127.0.0.1/8 null null', '::1/128 null null'],
      'eth0 null true': ['172.17.20.29/20 null null', '172.17.20.39/20 null null', 'fe80::1/64 null null'],
      'eth1 null null': [],
      'ppp0 null null': ['10.0.0.1/32 null null'],
    },
  },
  {
    what: 'ip -c addr, with the colours of the terminal',
    format: 'ip-addr-text',
    text: `2: \u001b[36meth0@if5: \u001b[0m<BROADCAST,UP> mtu 1500 state \u001b[32mUP \u001b[0mqlen 1000
    link/ether \u001b[33m${A}\u001b[0m brd \u001b[33mff:ff:ff:ff:ff:ff\u001b[0m
    inet \u001b[35m172.17.20.29\u001b[0m/20 scope global eth0
`,
    links: { [`eth0 ${A} true`]: ['172.17.20.29/20 null global'] },
  },
  {
    what: 'ip -all netns exec ip addr: one name in two namespaces',
    format: 'ip-addr-text',
    text: `netns: blue
2: eth0@if3: <BROADCAST,UP> mtu 1500
    inet 10.0.0.1/24 scope global eth0

netns: red
2: eth0@if3: <BROADCAST> mtu 1500
    inet 10.0.0.2/24 scope global eth0
`,
    links: { 'eth0 null true': ['10.0.0.1/24 null global'], 'eth0 null false': ['10.0.0.2/24 null global'] },
  },
  {
    what: 'ip -j -d addr, with what a filter leaves empty',
    format: 'ip-addr-json',
    text: `[{},{"ifindex":2,"link":"if6","ifname":"eth0","flags":["BROADCAST","UP"],"link_type":"ether","address":"${A}",
 "linkinfo":{"info_kind":"veth"},"addr_info":[{},{"family":"inet","local":"172.17.20.39","prefixlen":20,"scope":"global",
 "secondary":true,"label":"eth0:1"},{"family":"inet6","local":"fe80::1","prefixlen":64,"scope":"link"}]}]
[{"ifname":"eth0","operstate":"DOWN","addr_info":[{"local":"10.0.0.1","prefixlen":8}]}]`,
    links: {
      [`eth0 ${A} true`]: ['172.17.20.39/20 eth0:1 global', 'fe80::1/64 null link'],
      'eth0 null null': ['10.0.0.1/8 null null'],
    },
  },
  {
    what: 'net-tools 2',
    format: 'ifconfig-nettools-new',
    text: `eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 172.17.20.29  netmask 255.255.240.0  broadcast 172.17.31.255
        inet6 fe80::1  prefixlen 64  scopeid 0x20<link>
        ether ${A}  txqueuelen 1000  (Ethernet)
        RX packets 1  bytes 2 (2.0 B)

eth0:1: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 172.17.20.39  netmask 255.255.240.0  broadcast 172.17.31.255
        ether ${A}  txqueuelen 1000  (Ethernet)
ib0: flags=4098<BROADCAST,MULTICAST>  mtu 2044
Infiniband hardware address can be incorrect! Please read BUGS section in ifconfig(8).
        infiniband 80:00:00:03:FE:80:00:00:00:00:00:00:00:00:00:00:00:00:00:00  txqueuelen 256  (InfiniBand)
`,
    links: {
      [`eth0 ${A} true`]: ['172.17.20.29/20 null null', 'fe80::1/64 null link', '172.17.20.39/20 eth0:1 null'],
      'ib0 null false': [],
    },
  },
  {
    what: 'net-tools 1.60 and BusyBox, in four languages',
    format: 'ifconfig-nettools-old',
    text: `eth0      Protokoll:Ethernet  Hardware Adresse ${A.toUpperCase()}
          inet Adresse:172.17.20.29  Bcast:172.17.31.255  Maske:255.255.240.0
          inet6 Adresse: fe80::1/64 Gültigkeitsbereich:Verbindung
          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1
eth0:1    Link encap:Ethernet  direcciónHW ${A}
          Direc. inet:172.17.20.39  Difus.:172.17.31.255  Másc:255.255.240.0
eth1      Lien encap:Ethernet  HWaddr 00:16:3E:0A:5C:F2
          inet adr:10.0.0.1  Bcast:10.0.0.255  Masque:255.255.255.0
          adr inet6: fd00::1/64 Scope:Global
          BROADCAST MULTICAST  MTU:1500  Metric:1
tun0      Link encap:UNSPEC  HWaddr 00-00-00-00-00-00-00-00-00-00-00-00-00-00-00-00
          inet addr:10.8.0.1  P-t-P:10.8.0.2  Mask:255.255.255.255
          [NO FLAGS]  MTU:1418  Metric:1
`,
    links: {
      [`eth0 ${A} true`]: ['172.17.20.29/20 null null', 'fe80::1/64 null null', '172.17.20.39/20 eth0:1 null'],
      'eth1 00:16:3e:0a:5c:f2 false': ['10.0.0.1/24 null null', 'fd00::1/64 null global'],
      'tun0 null false': ['10.8.0.1/32 null null'],
    },
  },
]

export const UNIX_SAMPLES: readonly CaptureSample[] = [
  {
    what: 'FreeBSD, CARP, masks both ways',
    format: 'ifconfig-bsd',
    text: `vtnet0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500
\toptions=c00b8<VLAN_MTU,VLAN_HWTAGGING>
\tether 0:16:3e:a:5c:f1
\tinet 172.17.20.29/20 broadcast 172.17.31.255
\tinet 172.17.20.39 netmask 0xfffff000 broadcast 172.17.31.255 vhid 1
\tinet6 fe80::1%vtnet0/64 scopeid 0x1
\tcarp: MASTER vhid 1 advbase 1 advskew 0
gif0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> metric 0 mtu 1280
\ttunnel inet 192.0.2.1 --> 192.0.2.2
\tinet6 2001:db8::2 --> 2001:db8::1 prefixlen 128
`,
    links: {
      [`vtnet0 ${A} true`]: ['172.17.20.29/20 null null', '172.17.20.39/20 null null', 'fe80::1/64 null null'],
      'gif0 null true': ['2001:db8::2/128 null null'],
    },
  },
  {
    what: 'OpenBSD, flags without their names',
    format: 'ifconfig-bsd',
    text: `vio0: flags=8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> mtu 1500
\tlladdr ${A}
\tindex 1 priority 0 llprio 3
\tinet 172.17.20.29 netmask 0xfffff000 broadcast 172.17.31.255
bridge0: flags=41
\tvio0 flags=3
block out on vio0 src 00:16:3e:00:00:01
pflog0: flags=0<> mtu 33136
`,
    links: { [`vio0 ${A} true`]: ['172.17.20.29/20 null null'], 'bridge0 null true': [], 'pflog0 null false': [] },
  },
  {
    what: 'NetBSD',
    format: 'ifconfig-bsd',
    text: `wm0: flags=0x8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> mtu 1500
\tcapabilities=2bf80<TSO4,IP4CSUM_Rx>
\taddress: ${A}
\tinet 172.17.20.29/20 broadcast 172.17.31.255 flags 0x0
\tinet alias 172.17.20.39 netmask 0xfffff000 broadcast 172.17.31.255
`,
    links: { [`wm0 ${A} true`]: ['172.17.20.29/20 null null', '172.17.20.39/20 null null'] },
  },
  {
    what: 'macOS; a name with a colon is a name',
    format: 'ifconfig-macos',
    text: `lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
\tinet 127.0.0.1 netmask 0xff000000
en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
\tether ${A}
\tinet6 fe80::1%en0 prefixlen 64 secured scopeid 0x4
\tinet 172.17.20.29 netmask 0xfffff000 broadcast 172.17.31.255
fw0: flags=8822<BROADCAST,SMART,SIMPLEX,MULTICAST> mtu 4078
\tlladdr 00:23:32:ff:fe:d5:ee:34
`,
    links: {
      'lo0 null true': ['127.0.0.1/8 null null'],
      [`en0 ${A} true`]: ['fe80::1/64 null null', '172.17.20.29/20 null null'],
      'fw0 null false': [],
    },
  },
  {
    what: 'Solaris, logical interfaces folded',
    format: 'ifconfig-solaris',
    text: `net0: flags=1000843<UP,BROADCAST,RUNNING,MULTICAST,IPv4> mtu 1500 index 2
        inet 172.17.20.29 netmask fffff000 broadcast 172.17.31.255
        ether 0:16:3e:a:5c:f1
net0:1: flags=1000842<BROADCAST,RUNNING,MULTICAST,IPv4> mtu 1500 index 2
        inet 172.17.20.39 netmask fffff000 broadcast 172.17.31.255
net0: flags=2000841<UP,RUNNING,MULTICAST,IPv6> mtu 1500 index 2
        inet6 fe80::1/10
`,
    links: {
      [`net0 ${A} true`]: ['172.17.20.29/20 null null', '172.17.20.39/20 net0:1 null', 'fe80::1/10 null null'],
    },
  },
  {
    what: 'HP-UX',
    format: 'ifconfig-hpux',
    text: `lan1:1: flags=1843<UP,BROADCAST,RUNNING,MULTICAST,CKO>
        inet 172.17.20.39 netmask fffff000 broadcast 172.17.31.255
`,
    links: { 'lan1 null true': ['172.17.20.39/20 lan1:1 null'] },
  },
  {
    what: 'AIX',
    format: 'ifconfig-aix',
    text: `en0: flags=1e080863,480<UP,BROADCAST,NOTRAILERS,RUNNING,SIMPLEX,MULTICAST,GROUPRT,64BIT,CHAIN>
        inet 172.17.20.29 netmask 0xfffff000 broadcast 172.17.31.255
         tcp_sendspace 262144 tcp_recvspace 262144 rfc1323 1
lo0: flags=e08084b,c0<UP,BROADCAST,LOOPBACK,RUNNING,SIMPLEX,MULTICAST,GROUPRT,64BIT>
        inet6 ::1%1/128
`,
    links: { 'en0 null true': ['172.17.20.29/20 null null'], 'lo0 null true': ['::1/128 null null'] },
  },
]
