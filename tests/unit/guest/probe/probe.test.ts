import { describe, expect, it } from 'vitest'
import { guestReader } from '../../../../cli/commands/parse/parse-guest'
import { splitLines } from '../../../../core/text/lines'

const parse = (text: string) => guestReader('probe')(text, splitLines(text), null, {})
type Probe = {
  host: string | null
  target: string
  sent: number | null
  received: number
  macs: string[]
  verdict: string
}
const short = (value: unknown) =>
  (value as Probe[]).map(({ host, target, sent, received, macs, verdict }) =>
    [host, target, `${sent ?? '?'}/${received}`, ...macs, verdict].filter((word) => word !== null).join(' '),
  )

const CASES: [string, string, string[]][] = [
  [
    'Linux',
    'PING 172.17.20.39 (172.17.20.39) 56(84) bytes of data.\n64 bytes from 172.17.20.39: icmp_seq=1 ttl=64 time=0.1 ms\n^C\n--- 172.17.20.39 ping statistics ---\n1 packets transmitted, 1 received, 0% packet loss, time 0ms\nrtt min/avg/max/mdev = 0.1/0.1/0.1/0.0 ms\n',
    ['172.17.20.39 1/1 answered'],
  ],
  [
    'an address given to the socket',
    'PING 10.0.0.9 (10.0.0.9) from 10.0.0.2 eth0: 56(84) bytes of data.\nFrom 10.0.0.2 icmp_seq=1 Destination Host Unreachable\n\n--- 10.0.0.9 ping statistics ---\n4 packets transmitted, 0 received, +3 errors, 100% packet loss, time 3060ms\npipe 4\n',
    ['10.0.0.9 4/0 unreachable'],
  ],
  [
    'silence',
    'PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.\n\n--- 10.0.0.9 ping statistics ---\n3 packets transmitted, 0 received, 100% packet loss, time 2040ms\n',
    ['10.0.0.9 3/0 silent'],
  ],
  [
    'what was cut off',
    'PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.\n64 bytes from 10.0.0.9: icmp_seq=1 ttl=64 time=0.1 ms\n',
    ['10.0.0.9 ?/1 answered'],
  ],
  [
    'answers twice',
    'PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.\n64 bytes from 10.0.0.9: icmp_seq=1 ttl=64 time=0.1 ms\n64 bytes from 10.0.0.9: icmp_seq=1 ttl=64 time=0.2 ms (DUP!)\n',
    ['10.0.0.9 ?/1 duplicate'],
  ],
  [
    'ping6',
    'PING google.com(lhr.1e100.net (2a00:1450:4009::200e)) 56 data bytes\n64 bytes from lhr.1e100.net (2a00:1450:4009::200e): icmp_seq=1 ttl=58 time=8 ms\n',
    ['2a00:1450:4009::200e ?/1 answered'],
  ],
  ['a zone', 'PING fe80::1%eth0(fe80::1%eth0) 56 data bytes\n', ['fe80::1 ?/0 silent']],
  [
    'busybox',
    'PING 10.0.0.1 (10.0.0.1): 56 data bytes\n64 bytes from 10.0.0.1: seq=0 ttl=64 time=0.1 ms\n\n--- 10.0.0.1 ping statistics ---\n1 packets transmitted, 1 packets received, 0% packet loss\nround-trip min/avg/max = 0.1/0.1/0.1 ms\n',
    ['10.0.0.1 1/1 answered'],
  ],
  [
    'macOS',
    'PING 10.0.0.7 (10.0.0.7): 56 data bytes\nRequest timeout for icmp_seq 0\n92 bytes from gw (10.0.0.254): Destination Host Unreachable\nVr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst\n 4  5  00 5400 1234   0 0000  40  01 abcd 10.0.0.1  10.0.0.7\n\n--- 10.0.0.7 ping statistics ---\n2 packets transmitted, 0 packets received, 100.0% packet loss\n',
    ['10.0.0.7 2/0 unreachable'],
  ],
  [
    'BSD ping6',
    'PING6(56=40+8+8 bytes) fe80::1%en0 --> fe80::2%en0\n16 bytes from fe80::2%en0, icmp_seq=0 hlim=64 time=0.3 ms\n',
    ['fe80::2 ?/1 answered'],
  ],
  [
    'no route',
    'PING 10.0.0.7 (10.0.0.7): 56 data bytes\nping: sendto: No route to host\n',
    ['10.0.0.7 ?/0 unreachable'],
  ],
  ['an unknown name', 'ping: vip.example: Name or service not known\n', ['vip.example 0/0 unreachable']],
  [
    'the network is missing',
    '[root@pg11 ~]# ping 10.0.0.9\nconnect: Network is unreachable\n',
    ['pg11 10.0.0.9 ?/0 unreachable'],
  ],
  [
    'Windows',
    '\nPinging srv [10.0.0.1] with 32 bytes of data:\nReply from 10.0.0.1: bytes=32 time<1ms TTL=64\nRequest timed out.\nReply from 10.0.0.1: bytes=32 time=12ms TTL=64\nReply from 10.0.0.5: Destination host unreachable.\n\nPing statistics for 10.0.0.1:\n    Packets: Sent = 4, Received = 3, Lost = 1 (25% loss),\nApproximate round trip times in milli-seconds:\n    Minimum = 0ms, Maximum = 12ms, Average = 4ms\n',
    ['10.0.0.1 4/2 answered'],
  ],
  [
    'Windows and IPv6',
    'Pinging ::1 with 32 bytes of data:\nReply from ::1: time<1ms\nReply from ::1: time=2ms\n',
    ['::1 ?/2 answered'],
  ],
  [
    'Windows in German',
    'Ping wird ausgeführt für 10.0.0.1 mit 32 Bytes Daten:\nAntwort von 10.0.0.5: Zielhost nicht erreichbar.\n\nPing-Statistik für 10.0.0.1:\n    Pakete: Gesendet = 1, Empfangen = 1, Verloren = 0\n    (0% Verlust),\n',
    ['10.0.0.1 1/0 unreachable'],
  ],
  [
    'Windows in Chinese',
    '正在 Ping 10.0.0.1 具有 32 字节的数据:\n来自 10.0.0.1 的回复: 字节=32 时间<1ms TTL=64\n请求超时。\n\n10.0.0.1 的 Ping 统计信息:\n    数据包: 已发送 = 2，已接收 = 1，丢失 = 1 (50% 丢失)，\n往返行程的估计时间(以毫秒为单位):\n    最短 = 0ms，最长 = 0ms，平均 = 0ms\n',
    ['10.0.0.1 2/1 answered'],
  ],
  [
    'several machines',
    '[root@pg11 ~]# ping -c1 10.0.0.1\nPING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.\n[root@pg12 ~]# ping -c1 10.0.0.2\nPING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.\nPING 10.0.0.3 (10.0.0.3) 56(84) bytes of data.\n',
    ['pg11 10.0.0.1 ?/0 silent', 'pg12 10.0.0.2 ?/0 silent', '10.0.0.3 ?/0 silent'],
  ],
  [
    'arping',
    'ARPING 172.17.20.39 from 172.17.20.30 eth0\nUnicast reply from 172.17.20.39 [00:16:3E:0A:5C:F1]  0.687ms\nSent 1 probes (1 broadcast(s))\nReceived 1 response(s)\n',
    ['172.17.20.39 1/1 00:16:3e:0a:5c:f1 answered'],
  ],
  [
    'arping of two holders',
    'ARPING 172.17.20.39 from 172.17.20.30 eth0\nUnicast reply from 172.17.20.39 [00:16:3E:0A:5C:F1]  0.687ms\nUnicast reply from 172.17.20.39 [00:16:3E:0A:5C:F2]  0.700ms\n',
    ['172.17.20.39 ?/2 00:16:3e:0a:5c:f1 00:16:3e:0a:5c:f2 duplicate'],
  ],
  [
    'duplicate address detection',
    'ARPING 10.0.0.1 from 0.0.0.0 eth0\nUnicast reply from 10.0.0.1 [00:16:3E:0A:5C:F1]  0.7ms\nSent 1 probes (1 broadcast(s))\nReceived 1 response(s)\n',
    ['10.0.0.1 1/1 00:16:3e:0a:5c:f1 duplicate'],
  ],
  [
    'detection without an answer',
    'ARPING 10.0.0.1 from 0.0.0.0 eth0\nSent 2 probes (2 broadcast(s))\nReceived 0 response(s)\n',
    ['10.0.0.1 2/0 silent'],
  ],
  [
    "Habets' arping",
    'ARPING 172.17.20.39\n60 bytes from 00:16:3e:0a:5c:f1 (172.17.20.39): index=0 time=687.000 usec\nTimeout\n\n--- 172.17.20.39 statistics ---\n2 packets transmitted, 1 packets received,  50% unanswered (0 extra)\nrtt min/avg/max/std-dev = 0.1/0.1/0.1/0.0 ms\n',
    ['172.17.20.39 2/1 00:16:3e:0a:5c:f1 answered'],
  ],
  [
    'fping',
    '10.0.0.1 is alive\n10.0.0.2 is unreachable\n10.0.0.3 : xmt/rcv/%loss = 3/0/100%\n',
    ['10.0.0.1 ?/1 answered', '10.0.0.2 ?/0 unreachable', '10.0.0.3 3/0 silent'],
  ],
]

describe('ping and arping', () => {
  it.each(CASES)('%s', (_name, text, expected) => {
    const { value, problems } = parse(text)
    expect([short(value), problems]).toEqual([expected, []])
  })

  it('says so when there is none', () => {
    expect(parse('hello\n').problems).toHaveLength(1)
  })
})
