import type { Line } from '../../../text/lines'
import type { GuestProbe, Reading } from '../../capture'
import type { Format } from '../format'
import { parseArping } from './parse-arping'
import { OPENS_FPING, parseFping } from './parse-fping'
import { OPENS_PING, parsePing } from './parse-ping'

const probeFormat = (
  name: string,
  opens: RegExp,
  parse: (lines: readonly Line[], command: string | null) => Reading<GuestProbe | null>,
): Format => ({
  name,
  kind: 'probe',
  opens,
  read: (lines, command) => ({ kind: 'probe', format: name, reading: parse(lines, command) }),
})

export const PROBE_FORMATS: readonly Format[] = [
  probeFormat('arping', /^ARPING (?:to )?\S+/, parseArping),
  probeFormat('ping', OPENS_PING, parsePing),
  probeFormat('fping', OPENS_FPING, parseFping),
]
