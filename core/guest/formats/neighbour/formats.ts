import type { Line } from '../../../text/lines'
import type { Reading } from '../../capture'
import type { Neighbour } from '../../neighbour'
import type { Format } from '../format'
import { parseArpAn } from './parse-arp-an'
import { parseArpOpenbsd } from './parse-arp-openbsd'
import { parseArpSolaris } from './parse-arp-solaris'
import { parseArpTable } from './parse-arp-table'
import { parseArpWindows } from './parse-arp-windows'
import { parseIpNeigh } from './parse-ip-neigh'
import { isNeighbourJson, parseIpNeighJson } from './parse-ip-neigh-json'
import { parseNdpAn } from './parse-ndp-an'
import { parseProcNetArp } from './parse-proc-net-arp'

type Parse = (lines: readonly Line[], command: string | null) => Reading<Neighbour[]>

const neighbourFormat = (name: string, known: Pick<Format, 'opens' | 'recognises'>, parse: Parse): Format => ({
  name,
  kind: 'neigh',
  ...known,
  read: (lines, command) => ({ kind: 'neigh', format: name, reading: parse(lines, command) }),
})

const NEIGH_WORD =
  '(?:lladdr \\S|ref \\d|used \\d|probes \\d|router\\b|proxy\\b|managed\\b|extern_learn\\b|nud \\S|(?:PERMANENT|REACHABLE|STALE|DELAY|PROBE|FAILED|INCOMPLETE|NOARP|NONE)\\b)'

export const NEIGHBOUR_FORMATS: readonly Format[] = [
  neighbourFormat('ip-neigh-json', { recognises: ({ values }) => isNeighbourJson(values) }, parseIpNeighJson),
  neighbourFormat(
    'ip-neigh',
    {
      opens: new RegExp(
        `^(?:Deleted |miss )?(?:\\S+ dev \\S{1,15} {1,2}${NEIGH_WORD}|(?:[0-9]+\\.[0-9.]+|[0-9a-fA-F]*:[0-9a-fA-F:.]+) {1,2}${NEIGH_WORD})`,
      ),
    },
    parseIpNeigh,
  ),
  neighbourFormat('proc-net-arp', { opens: /^IP address\s+HW type\s/ }, parseProcNetArp),
  neighbourFormat('arp-table', { opens: /^Address\s+HWtype\s+HWaddress/ }, parseArpTable),
  neighbourFormat(
    'arp-windows',
    { opens: /^[^:：]{1,40}[:：] ?[0-9.]{7,15} (?:--- |on Interface )0x[0-9a-f]+\s*$/i },
    parseArpWindows,
  ),
  neighbourFormat('arp-solaris', { opens: /^Net to Media Table/ }, parseArpSolaris),
  neighbourFormat('arp-openbsd', { opens: /^Host\s+Ethernet Address\s+Netif\b/ }, parseArpOpenbsd),
  neighbourFormat('ndp-an', { opens: /^Neighbor\s+Linklayer Address/ }, parseNdpAn),
  neighbourFormat('arp-an', { opens: /^(?:\S+ )?\([0-9a-fA-F.:]+(?:%\w+)?\) at \S/ }, parseArpAn),
]
