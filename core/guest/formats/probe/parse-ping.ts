import { canonicalIp } from '../../../ip/ip'
import type { Line } from '../../../text/lines'
import { type GuestProbe, LineLog, type Reading } from '../../capture'

// The address stands in parentheses or brackets behind the name; ping6 prints name(name (address)).
const HEAD = /^PING6? ([^\s(]+?)(?:\(|\s*\()(?:[^\s()]+ \()?([^()\s]+)\)/
const HEAD_BARE = /^PING6? ([^\s(:]+(?::[^\s(]*)?)(?::|\s|$)/
const HEAD_BSD6 = /^PING6\(\d[^)]*\) \S+ --> (\S+)/
const HEAD_WINDOWS =
  /^(?=.{0,80}\b[Pp]ing)(?:.{0,60}?\s)?(?:(\S+) \[([0-9a-fA-F.:%]+)\]|([0-9a-fA-F]*[.:][0-9a-fA-F.:%\w]*))\s.{0,80}?\b\d+\s.{1,40}[:：]$/
const SUMMARY = /^(\d+) packets transmitted, (\d+) (?:packets )?received/
const SUMMARY_WINDOWS = /^(?!.*TTL=).*?=\s*(\d+)\D{1,40}=\s*(\d+)\D{1,40}=\s*(\d+)\s*(?:\(\d+%|$)/
const ANSWER = /^\d+ bytes from (?!.*(?:Unreachable|Prohibited|Time to live|Redirect))/i
// Windows leaves the TTL out for IPv6: then one time stands at the end of the line.
const ANSWER_WINDOWS = /TTL=\d+|^[^=,]*[=<]\s?\d+\s?ms$/
const UNREACHABLE =
  /(?:destination|dest|host|network|net|port|address|protocol|packet|Zielhost|Zielnetz)\b.{0,60}(?:unreachable|prohibited|filtered|nicht erreichbar|inaccesible|non raggiungibile)|no route to host|无法访问目标|無法連線到目的|到達できません|Impossible de joindre|Time to live exceeded|TTL expired|hop limit exceeded|time exceeded/i
const UNKNOWN_HOST =
  /^ping6?: (?:unknown host (\S+)|cannot resolve (\S+): |bad address '([^']+)'|([^\s:]+): (?:Name or service|Temporary failure|Unknown host|No address|nodename|Host name|hostname))|^Ping request could not find host (\S+?)\.? /
const NO_ROUTE = /^(?:ping6?: )?(?:connect|sendto|sendmsg|send): .*(?:unreachable|No route|Host is down)/
const NO_ANSWER = /^no answer from (\S+)$/

/** Lines with which ping's output begins; Windows' is known by an address, a number of bytes and a colon at the end. */
export const OPENS_PING = new RegExp(
  [/^PING6?[ (]\S/, HEAD_WINDOWS, UNKNOWN_HOST, /^(?:ping6?: )?connect: /, NO_ANSWER]
    .map((one) => `(?:${one.source})`)
    .join('|'),
)

/**
 * ping asks an address for an echo; a listing that was cut off has no summary (`sent` is null). Linux, busybox, the BSDs
 * and macOS, Windows in any language:
 *
 *     PING 172.17.20.39 (172.17.20.39) 56(84) bytes of data.
 *     64 bytes from 172.17.20.29: icmp_seq=1 ttl=64 time=0.156 ms
 *     From 172.17.20.30 icmp_seq=1 Destination Host Unreachable
 *     4 packets transmitted, 1 received, +3 errors, 75% packet loss, time 3060ms
 *
 *     Pinging 172.17.20.39 with 32 bytes of data:
 *     Reply from 172.17.20.39: bytes=32 time<1ms TTL=64
 *         Packets: Sent = 4, Received = 4, Lost = 0 (0% loss),
 */
export function parsePing(lines: readonly Line[], command: string | null = null): Reading<GuestProbe | null> {
  const log = new LineLog()
  let target: string | null = null
  let sent: number | null = null
  let summed: number | null = null
  let answers = 0
  let unreachable = 0
  let duplicates = 0
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const asked: string | null = target === null ? askedFor(text) : null
    const packets = SUMMARY.exec(text)
    const windows = SUMMARY_WINDOWS.exec(text)
    const unknown = UNKNOWN_HOST.exec(text)
    if (asked !== null) {
      target = asked
      log.fact(line, `asks ${target}`)
    } else if (packets ?? windows) {
      sent = Number((packets ?? windows)?.[1])
      summed = Number((packets ?? windows)?.[2])
      log.fact(line, 'summary')
    } else if (unknown) {
      target ??= unknown.slice(1).find((name) => name !== undefined) ?? null
      sent ??= 0
      unreachable++
      log.fact(line, 'the name is not known')
    } else if (UNREACHABLE.test(text) || NO_ROUTE.test(text)) {
      unreachable++
      log.fact(line, 'unreachable')
    } else if (ANSWER.test(text)) {
      if (text.includes('(DUP!)')) duplicates++
      else answers++
      log.fact(line, 'answer')
    } else if (ANSWER_WINDOWS.test(text)) {
      answers++
      log.fact(line, 'answer')
    } else if (NO_ANSWER.test(text)) {
      target ??= NO_ANSWER.exec(text)?.[1] ?? null
      log.fact(line, 'no answer')
    } else if (isKnown(text)) log.known(line, 'summary')
    else log.unread(line)
  }
  target ??= targetOf(command)
  if (target === null) return log.reading(null)
  // Windows counts an "unreachable" that a router or the machine itself sent as received.
  const received = summed === null || unreachable > 0 ? Math.min(answers, summed ?? answers) : summed
  const verdict =
    received > 0 ? (duplicates > 0 ? 'duplicate' : 'answered') : unreachable > 0 ? 'unreachable' : 'silent'
  return log.reading({ tool: 'ping', target, sent, received, macs: [], verdict })
}

function askedFor(text: string): string | null {
  const bsd = HEAD_BSD6.exec(text)
  if (bsd) return canonicalIp(bsd[1] ?? '') ?? bsd[1] ?? null
  const head = HEAD.exec(text) ?? HEAD_BARE.exec(text)
  if (head) return canonicalIp(head[2] ?? '') ?? canonicalIp(head[1] ?? '') ?? head[1] ?? null
  const windows = HEAD_WINDOWS.exec(text)
  if (!windows) return null
  return canonicalIp(windows[2] ?? windows[3] ?? '') ?? windows[1] ?? windows[3] ?? null
}

/** The last word of the command that is no option nor an option's value. */
function targetOf(command: string | null): string | null {
  const words = (command ?? '').split(/\s+/)
  const word = words.at(-1) ?? ''
  return words.length < 2 || word.startsWith('-') || /^\d+$/.test(word) ? null : (canonicalIp(word) ?? word)
}

/** Headings, times, what was pressed, silence that is counted elsewhere, and the copy of a packet that BSDs print. */
const isKnown = (text: string): boolean =>
  /^(---|rtt |round-trip|pipe |\^C|no answer yet|Request timeout|Request timed out|Vr HL|\s*\d\s+\d\s+\d\d|Control-C|ping6?: )/.test(
    text,
  ) ||
  /^(Zeitüberschreitung|请求超时|要求等候逾時|Délai|Tiempo de espera|Esgotado|Richiesta scaduta|要求がタイムアウト|Превышен)/.test(
    text,
  ) ||
  /(?:ping6?|statistics|statistik|统计信息|統計).{0,60}[:：]$/i.test(text) ||
  /\d\s?ms[,，.]?.*=\s?\d+\s?ms/.test(text) ||
  /^[^=]{3,60}[:：]$/.test(text) ||
  /^\([^)]*%[^)]*\)[,，]?$/.test(text)
