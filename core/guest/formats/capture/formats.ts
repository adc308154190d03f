import type { Format } from '../format'
import { parseIfconfig } from './parse-ifconfig'
import { parseIpAddr } from './parse-ip-addr'

export const CAPTURE_FORMATS: readonly Format[] = [
  {
    name: 'ip-addr-text',
    kind: 'capture',
    opens: /^(\d+: \S+?:? (<|\s*inet6? |\s*link\/)|\S+\s+(UP|DOWN|UNKNOWN)\s+(\d|[0-9a-f]*:))/,
    read: (lines, command) => ({ kind: 'capture', format: 'ip-addr-text', reading: parseIpAddr(lines, command) }),
  },
  {
    name: 'ifconfig-nettools-new',
    kind: 'capture',
    opens: /^\S+: flags=\d+</,
    read: (lines, command) => ({
      kind: 'capture',
      format: 'ifconfig-nettools-new',
      reading: parseIfconfig(lines, command),
    }),
  },
  {
    name: 'ifconfig-nettools-old',
    kind: 'capture',
    opens: /^\S+\s+Link encap:/,
    read: (lines, command) => ({
      kind: 'capture',
      format: 'ifconfig-nettools-old',
      reading: parseIfconfig(lines, command),
    }),
  },
]
