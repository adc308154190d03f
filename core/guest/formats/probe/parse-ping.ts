import { canonicalIp } from '../../../ip/ip'
import type { Line } from '../../../text/lines'
import { type GuestProbe, LineLog, type Reading } from '../../capture'

/**
 * ping asks an address for an echo; a listing that was cut off after its first line has had no answer so far:
 *
 *     PING 172.17.20.39 (172.17.20.39) 56(84) bytes of data.
 *     64 bytes from 172.17.20.29: icmp_seq=1 ttl=64 time=0.156 ms
 *     From 172.17.20.30 icmp_seq=1 Destination Host Unreachable
 */
export function parsePing(lines: readonly Line[]): Reading<GuestProbe | null> {
  const log = new LineLog()
  let target: string | null = null
  let sent: number | null = null
  let received = 0
  let unreachable = 0
  let duplicates = 0
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const header = /^PING6? (\S+?)(?:\(| \()(\S+?)\)/.exec(text)
    const packets = /^(\d+) packets transmitted, (\d+) (?:packets )?received/.exec(text)
    if (header) {
      target = canonicalIp(header[2] ?? '') ?? canonicalIp(header[1] ?? '') ?? header[1] ?? null
      log.fact(line, `asks ${target}`)
    } else if (/^\d+ bytes from /.test(text)) {
      if (text.includes('(DUP!)')) duplicates++
      else received++
      log.fact(line, 'answer')
    } else if (packets) {
      sent = Number(packets[1])
      received = Number(packets[2])
      log.fact(line, 'summary')
    } else if (/^From \S+.*(Unreachable|Prohibited)/i.test(text) || /Destination (Host|Net) Unreachable/i.test(text)) {
      unreachable++
      log.fact(line, 'unreachable')
    } else if (/^(---|rtt |round-trip |pipe |\^C|no answer yet|Request timeout)/.test(text)) log.known(line, 'summary')
    else log.unread(line)
  }
  if (target === null) return log.reading(null)
  const verdict =
    received > 0 ? (duplicates > 0 ? 'duplicate' : 'answered') : unreachable > 0 ? 'unreachable' : 'silent'
  return log.reading({ tool: 'ping', target, sent, received, macs: [], verdict })
}
