import type { Format } from '../format'
import { parsePing } from './parse-ping'

export const PROBE_FORMATS: readonly Format[] = [
  {
    name: 'ping',
    kind: 'probe',
    opens: /^PING6? \S+/,
    read: (lines) => ({ kind: 'probe', format: 'ping', reading: parsePing(lines) }),
  },
]
