import type { Format } from '../format'
import { parseIptablesList } from './parse-iptables-list'

export const FIREWALL_FORMATS: readonly Format[] = [
  {
    name: 'iptables-list',
    kind: 'firewall',
    opens: /^Chain \S+ \(/,
    read: (lines) => ({ kind: 'firewall', format: 'iptables-list', reading: parseIptablesList(lines) }),
  },
]
