import { parseIp } from '../../ip/ip'
import { parseFlags } from '../fields/flag-names'
import { type Flow, newFlow, setBits, W, word } from '../fields/flow-layout'
import { VLAN_PRESENT } from '../fields/prerequisites'

/** What of a datapath flow cannot be put in OpenFlow's words without knowing the switch. */
export type DatapathPacket = {
  readonly flow: Flow
  readonly inPort: string | null // number or name of a port of the datapath
  readonly options: readonly { readonly optionClass: number; readonly type: number; readonly hex: string }[]
}

const NO_ETHER_TYPE = 0x05ff // an 802.2 frame without a type

/** Whether a packet is written as the datapath writes flows: `in_port(1),eth(src=…,dst=…),eth_type(0x0800),ipv4(…)`. */
export const isDatapathPacket = (text: string): boolean =>
  /^(\s*ufid:\S+\s+)?\s*[a-z_]+\d*\([^)]*\)/.test(text) && !/^\s*[a-z_]+=\(/.test(text)

type Parameters = ReadonlyMap<string, string>
type Reader = (flow: Flow, parameters: Parameters, whole: string, vlans: number) => boolean

/**
 * A packet as the datapath writes flows (`ovs-appctl dpctl/dump-flows`, `ofproto/trace`). Masks are left aside. Answers a
 * sentence about what is not understood.
 */
export function parseDatapathPacket(text: string): DatapathPacket | string {
  const flow = newFlow()
  let inPort: string | null = null
  const options: DatapathPacket['options'][number][] = []
  let hasType = false
  let vlans = 0
  let rest = text.replace(/^\s*ufid:\S+[\s,]+/, '')
  let wrapped = 0
  const parts: [name: string, body: string][] = []
  // encap(…) holds what is inside a VLAN tag; its parts stand for themselves.
  while (rest.trim() !== '') {
    rest = rest.replace(/^[\s,]+/, '')
    if (wrapped > 0 && rest.startsWith(')')) {
      wrapped--
      rest = rest.slice(1)
      continue
    }
    const open = /^([a-z_0-9]+)\(/.exec(rest)
    if (!open) return rest.trim() === '' ? 'The packet is empty.' : `Not understood: ${rest.slice(0, 60)}.`
    if (open[1] === 'encap') {
      wrapped++
      rest = rest.slice(open[0].length)
      continue
    }
    const end = closingBracket(rest, open[0].length - 1)
    if (end < 0) return `Not understood: ${rest.slice(0, 60)}.`
    parts.push([open[1] ?? '', rest.slice(open[0].length, end)])
    rest = rest.slice(end + 1)
  }
  for (const [name, body] of parts) {
    const parameters = readParameters(body)
    if (name === 'in_port') inPort = (body.split('/')[0] ?? '').trim()
    else if (name === 'eth_type') {
      hasType = true
      const type = Number(body.split('/')[0])
      if (type !== 0x8100 && type !== 0x88a8) flow[W.dlType] = type
      else flow[W.vlanTpid + vlans] = type
    } else if (name === 'vlan') {
      if (vlans > 1) return 'More than two VLAN tags are not evaluated.'
      readVlan(flow, parameters, vlans++)
    } else if (name === 'tunnel') {
      options.push(...readGeneve(body))
      readTunnel(flow, readParameters(body.replace(/flags\(([^)]*)\)/, 'flags=$1')))
    } else {
      const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined
      if (!read?.(flow, parameters, body, vlans)) return `Not understood: ${name}(${body}).`
    }
  }
  if (!hasType && word(flow, W.packetType) === 0) flow[W.dlType] = NO_ETHER_TYPE
  return { flow, inPort, options }
}

function closingBracket(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')' && --depth === 0) return i
  }
  return -1
}

/** `src=10.1.1.22/255.0.0.0,proto=6` → values without masks. */
function readParameters(body: string): Parameters {
  const found = new Map<string, string>()
  for (const part of body.split(',')) {
    const equals = part.indexOf('=')
    if (equals > 0) found.set(part.slice(0, equals).trim(), (part.slice(equals + 1).split('/')[0] ?? '').trim())
  }
  return found
}

const number = (text: string | undefined): number => {
  const value = Number(text ?? 0)
  return Number.isFinite(value) ? value >>> 0 : 0
}
function putMac(flow: Flow, at: number, text: string | undefined): void {
  if (text && /^[0-9a-f:]{11,17}$/i.test(text))
    setBits(
      flow,
      { word: at, words: 2, shift: 0 },
      0,
      48,
      BigInt(
        `0x${text
          .split(':')
          .map((octet) => octet.padStart(2, '0'))
          .join('')}`,
      ),
    )
}
function putIp(flow: Flow, at: number, text: string | undefined): void {
  const ip = text ? parseIp(text) : null
  if (ip?.family === 'ipv4') flow[at] = Number(ip.bits)
  else if (ip) setBits(flow, { word: at, words: 4, shift: 0 }, 0, 128, ip.bits)
}

function readVlan(flow: Flow, parameters: Parameters, index: number): void {
  const cfi = parameters.get('cfi') === '0' ? 0 : VLAN_PRESENT
  flow[W.vlanTci + index] = parameters.has('tci')
    ? number(parameters.get('tci'))
    : number(parameters.get('vid')) | (number(parameters.get('pcp')) << 13) | cfi
  if (word(flow, W.vlanTpid + index) === 0) flow[W.vlanTpid + index] = 0x8100
}

function readTunnel(flow: Flow, parameters: Parameters): void {
  setBits(flow, { word: W.tunId, words: 2, shift: 0 }, 0, 64, BigInt(parameters.get('tun_id') ?? 0))
  putIp(flow, W.tunSrc, parameters.get('src'))
  putIp(flow, W.tunDst, parameters.get('dst'))
  putIp(flow, W.tunIpv6Src, parameters.get('ipv6_src'))
  putIp(flow, W.tunIpv6Dst, parameters.get('ipv6_dst'))
  flow[W.tunTos] = number(parameters.get('tos'))
  flow[W.tunTtl] = number(parameters.get('ttl'))
  flow[W.tunTpSrc] = number(parameters.get('tp_src'))
  flow[W.tunTpDst] = number(parameters.get('tp_dst'))
  const flags = parameters.get('flags')?.replace(/[()]/g, '')
  if (flags) flow[W.tunFlags] = Number(parseFlags('tunnel-flags', flags)?.value ?? 0)
}

const OPTION = /\{class=(0x[0-9a-f]+|\d+),type=(0x[0-9a-f]+|\d+),len=\d+,(?:0x([0-9a-f]+))?/gi

function readGeneve(body: string): DatapathPacket['options'] {
  return [...body.matchAll(OPTION)].map(([, optionClass, type, hex = '']) => ({
    optionClass: Number(optionClass),
    type: Number(type),
    hex,
  }))
}

const ports: Reader = (flow, parameters) => {
  flow[W.tpSrc] = number(parameters.get('src'))
  flow[W.tpDst] = number(parameters.get('dst'))
  return true
}
const icmp: Reader = (flow, parameters) => {
  flow[W.tpSrc] = number(parameters.get('type'))
  flow[W.tpDst] = number(parameters.get('code'))
  return true
}
const into =
  (at: number): Reader =>
  (flow, _parameters, whole) => {
    flow[at] = number(whole.split('/')[0])
    return true
  }
const FRAGMENTS: Readonly<Record<string, number>> = { no: 0, first: 1, later: 3 }

const READERS: Readonly<Record<string, Reader>> = {
  skb_priority: into(W.skbPriority),
  skb_mark: into(W.pktMark),
  recirc_id: into(W.recircId),
  dp_hash: into(W.dpHash),
  ct_zone: into(W.ctZone),
  ct_mark: into(W.ctMark),
  ct_state: (flow, _parameters, whole) => {
    const flags = parseFlags('ct-state', whole)
    if (flags) flow[W.ctState] = Number(flags.value)
    return flags !== null
  },
  ct_label: (flow, _parameters, whole) => {
    setBits(flow, { word: W.ctLabel, words: 4, shift: 0 }, 0, 128, BigInt(whole.split('/')[0] || 0))
    return true
  },
  ct_tuple4: (flow, parameters) => readTuple(flow, parameters, W.ctNwSrc, W.ctNwDst),
  ct_tuple6: (flow, parameters) => readTuple(flow, parameters, W.ctIpv6Src, W.ctIpv6Dst),
  packet_type: (flow, parameters) => {
    flow[W.packetType] = ((number(parameters.get('ns')) << 16) | number(parameters.get('id'))) >>> 0
    return true
  },
  eth: (flow, parameters) => {
    putMac(flow, W.dlSrc, parameters.get('src'))
    putMac(flow, W.dlDst, parameters.get('dst'))
    return true
  },
  mpls: (flow, parameters) => {
    flow[W.mplsLse] =
      ((number(parameters.get('label')) << 12) |
        (number(parameters.get('tc')) << 9) |
        (number(parameters.get('bos')) << 8) |
        number(parameters.get('ttl'))) >>>
      0
    return true
  },
  ipv4: (flow, parameters) => {
    putIp(flow, W.nwSrc, parameters.get('src'))
    putIp(flow, W.nwDst, parameters.get('dst'))
    readIp(flow, parameters, 'tos', 'ttl')
    return true
  },
  ipv6: (flow, parameters) => {
    putIp(flow, W.ipv6Src, parameters.get('src'))
    putIp(flow, W.ipv6Dst, parameters.get('dst'))
    flow[W.ipv6Label] = number(parameters.get('label'))
    readIp(flow, parameters, 'tclass', 'hlimit')
    return true
  },
  arp: (flow, parameters) => {
    putIp(flow, W.nwSrc, parameters.get('sip'))
    putIp(flow, W.nwDst, parameters.get('tip'))
    flow[W.nwProto] = number(parameters.get('op'))
    putMac(flow, W.arpSha, parameters.get('sha'))
    putMac(flow, W.arpTha, parameters.get('tha'))
    return true
  },
  tcp: ports,
  udp: ports,
  sctp: ports,
  icmp,
  icmpv6: icmp,
  tcp_flags: (flow, _parameters, whole) => {
    const flags = parseFlags('tcp-flags', whole)
    if (flags) flow[W.tcpFlags] = Number(flags.value)
    return flags !== null
  },
  nd: (flow, parameters) => {
    putIp(flow, W.ndTarget, parameters.get('target'))
    putMac(flow, W.arpSha, parameters.get('sll'))
    putMac(flow, W.arpTha, parameters.get('tll'))
    return true
  },
  nd_ext: () => true,
  nsh: (flow, parameters) => {
    flow[W.nshFlags] = number(parameters.get('flags'))
    flow[W.nshTtl] = number(parameters.get('ttl'))
    flow[W.nshMdtype] = number(parameters.get('mdtype'))
    flow[W.nshNp] = number(parameters.get('np'))
    flow[W.nshPath] = ((number(parameters.get('spi')) << 8) | number(parameters.get('si'))) >>> 0
    for (let i = 0; i < 4; i++) flow[W.nshContext + i] = number(parameters.get(`c${i + 1}`))
    return true
  },
}

function readIp(flow: Flow, parameters: Parameters, tos: string, ttl: string): void {
  flow[W.nwProto] = number(parameters.get('proto'))
  flow[W.nwTos] = number(parameters.get(tos))
  flow[W.nwTtl] = number(parameters.get(ttl))
  flow[W.nwFrag] = FRAGMENTS[parameters.get('frag') ?? 'no'] ?? 0
}

function readTuple(flow: Flow, parameters: Parameters, source: number, destination: number): boolean {
  putIp(flow, source, parameters.get('src'))
  putIp(flow, destination, parameters.get('dst'))
  flow[W.ctNwProto] = number(parameters.get('proto'))
  flow[W.ctTpSrc] = number(parameters.get('tp_src'))
  flow[W.ctTpDst] = number(parameters.get('tp_dst'))
  return true
}
