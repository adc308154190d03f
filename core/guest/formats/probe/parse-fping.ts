import { canonicalIp } from '../../../ip/ip'
import type { Line } from '../../../text/lines'
import { type GuestProbe, LineLog, type Reading } from '../../capture'

const STATE = /^(\S+) is (alive|unreachable)\b/
const COUNTS = /^(\S+)\s+: xmt\/rcv\/%loss = (\d+)\/(\d+)\/\d+%/

export const OPENS_FPING = new RegExp(`${STATE.source}|${COUNTS.source}`)

/**
 * fping says of each target whether it is alive, with -c how many answers came; each is a probe of its own:
 *
 *     172.17.20.39 is alive
 *     172.17.20.40 : xmt/rcv/%loss = 3/0/100%
 */
export function parseFping(lines: readonly Line[]): Reading<GuestProbe | null> {
  const log = new LineLog()
  let probe: GuestProbe | null = null
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const state = STATE.exec(text)
    const counts = COUNTS.exec(text)
    const name = state?.[1] ?? counts?.[1] ?? ''
    if (!state && !counts) {
      if (/^\S+\s+: \[\d+\]|^ICMP /.test(text)) log.known(line, 'answer')
      else log.unread(line)
      continue
    }
    const received = counts ? Number(counts[3]) : state?.[2] === 'alive' ? 1 : 0
    const verdict = received > 0 ? 'answered' : state?.[2] === 'unreachable' ? 'unreachable' : 'silent'
    probe = {
      tool: 'fping',
      target: canonicalIp(name) ?? name,
      sent: counts ? Number(counts[2]) : null,
      received,
      macs: [],
      verdict,
    }
    log.fact(line, `${name}: ${verdict}`)
  }
  return log.reading(probe)
}
