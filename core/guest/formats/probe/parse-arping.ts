import { canonicalIp } from '../../../ip/ip'
import { parseMac } from '../../../ip/mac'
import type { Line } from '../../../text/lines'
import { type GuestProbe, LineLog, type Reading } from '../../capture'

/**
 * arping asks by ARP who has an address. iputils (and busybox) print the first shape, Habets' arping the second:
 *
 *     ARPING 172.17.20.39 from 172.17.20.30 eth0
 *     Unicast reply from 172.17.20.39 [00:16:3E:0A:5C:F1]  0.687ms
 *     Sent 3 probes (1 broadcast(s))
 *     Received 3 response(s)
 *
 *     ARPING 172.17.20.39
 *     60 bytes from 00:16:3e:0a:5c:f1 (172.17.20.39): index=0 time=687.000 usec
 *     3 packets transmitted, 3 packets received,   0% unanswered (0 extra)
 *
 * A reply to a question that names no sender (0.0.0.0, the option -D) means that the address is in use already; replies
 * of two machines mean that both have it.
 */
export function parseArping(lines: readonly Line[]): Reading<GuestProbe | null> {
  const log = new LineLog()
  const macs = new Set<string>()
  let target: string | null = null
  let isDetection = false
  let sent: number | null = null
  let summed: number | null = null
  let answers = 0
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const head = /^ARPING (?:to )?(\S+)(?: from (\S+))?/.exec(text)
    const reply = /^(?:Unicast|Broadcast) reply from (\S+) \[([0-9A-Fa-f:.-]+)\]/.exec(text)
    const habets = /^\d+ bytes from (\S+) \(([^)]+)\)/.exec(text)
    const packets = /^(\d+) packets transmitted, (\d+) packets received/.exec(text)
    const probes = /^Sent (\d+) probe/.exec(text)
    const responses = /^Received (\d+) (?:response|reply|replies)/.exec(text)
    if (head?.[1]) {
      target = canonicalIp(head[1]) ?? parseMac(head[1]) ?? head[1]
      isDetection = head[2] === '0.0.0.0' || head[2] === '::'
      log.fact(line, `asks for ${target}`)
    } else if (reply ?? habets) {
      answers++
      const mac = parseMac(reply?.[2] ?? habets?.[1] ?? '') ?? parseMac(habets?.[2] ?? '')
      if (mac) macs.add(mac)
      log.fact(line, 'answer')
    } else if (packets) {
      sent = Number(packets[1])
      summed = Number(packets[2])
      log.fact(line, 'summary')
    } else if (probes) {
      sent = Number(probes[1])
      log.fact(line, 'summary')
    } else if (responses) {
      summed = Number(responses[1])
      log.fact(line, 'summary')
    } else if (/^(---|rtt |Timeout|\^C|Interface "|arping: )/.test(text)) log.known(line, 'summary')
    else log.unread(line)
  }
  if (target === null) return log.reading(null)
  const received = summed ?? answers
  const verdict = received === 0 ? 'silent' : isDetection || macs.size > 1 ? 'duplicate' : 'answered'
  return log.reading({ tool: 'arping', target, sent, received, macs: [...macs], verdict })
}
