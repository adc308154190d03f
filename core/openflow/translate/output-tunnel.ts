import { parseIp } from '../../ip/ip'
import { formatIpBits } from '../fields/field-value'
import { formatFlags } from '../fields/flag-names'
import { copyWords, type Flow, getBits, type Place, setBits, W, word } from '../fields/flow-layout'
import { isIp } from '../fields/prerequisites'
import { isPresent } from '../fields/tunnel-options'
import { commitActions } from './commit-actions'
import { type Context, note } from './context'
import type { SwitchPort } from './switch-model'

const V6 = (at: number): Place => ({ word: at, words: 4, shift: 0 })
const ID: Place = { word: W.tunId, words: 2, shift: 0 }
const FLAG = { oam: 1, dontFragment: 2, checksum: 4, key: 8 } as const
const TTL_DEFAULT = 64
const DSCP = 0xfc
const ECN = 0x03
const PORTS: Readonly<Record<string, number>> = { vxlan: 4789, geneve: 6081, lisp: 4341, stt: 7471, gtpu: 2152 }

/**
 * Wraps the packet for a tunnel as its port says (tnl_port_send, ofproto/tunnel.c). A datapath in user space looks the
 * way to the other end up in the host's routes; a trace that has none of them ends at the tunnel, as Open vSwitch does.
 */
export function outputToTunnel(ctx: Context, port: SwitchPort): void {
  const held: Flow = ctx.flow.slice()
  wrap(ctx, port)
  const { flow } = ctx
  const restore = (): void => {
    ctx.flow.set(held)
  }
  if (!hasDestination(flow)) {
    note(ctx, 'Tunneling decided against output')
    return restore()
  }
  if (isOwnAddress(ctx)) {
    // What the port has put into the packet stays, as in Open vSwitch; only TOS and mark are put back.
    note(ctx, 'Not tunneling to our own address')
    flow[W.nwTos] = word(held, W.nwTos)
    flow[W.pktMark] = word(held, W.pktMark)
    return
  }
  if (ctx.run.model.tunnelsNatively) {
    commitActions(ctx)
    note(ctx, 'output to native tunnel')
    note(ctx, 'native tunnel routing failed')
    copyWords(held, flow, W.tunId, W.metadata)
    return
  }
  note(ctx, 'output to kernel tunnel')
  if (!sameTunnel(flow, ctx.base)) {
    ctx.actions.push({ kind: 'text', text: formatTunnel(ctx, port) })
    ctx.base.set(flow.subarray(W.tunId, W.metadata), W.tunId)
  }
  copyWords(held, flow, W.tunId, W.metadata)
  commitActions(ctx)
  ctx.actions.push({ kind: 'output', port })
}

function wrap(ctx: Context, port: SwitchPort): void {
  const { flow, seen } = ctx
  const { options } = port
  setAddress(flow, options.local_ip, W.tunSrc, W.tunIpv6Src)
  setAddress(flow, options.remote_ip, W.tunDst, W.tunIpv6Dst)
  flow[W.tunTpDst] = Number(options.dst_port ?? PORTS[port.type] ?? 0)
  const key = options.out_key ?? options.key
  if (key !== 'flow') setBits(flow, ID, 0, 64, BigInt(/^\d|^0x/.test(key ?? '') ? (key ?? 0) : 0))
  const ip = isIp(flow)
  flow[W.tunTtl] =
    options.ttl === 'inherit' && ip
      ? word(flow, W.nwTtl)
      : Number(options.ttl === 'inherit' ? 0 : (options.ttl ?? TTL_DEFAULT))
  let tos = options.tos === 'inherit' ? (ip ? word(flow, W.nwTos) & DSCP : 0) : Number(options.tos ?? 0)
  if (ip) {
    seen[W.nwTos] = word(seen, W.nwTos) | ECN
    const ecn = word(flow, W.nwTos) & ECN
    tos |= ecn === ECN ? 2 : ecn
  }
  flow[W.tunTos] = tos
  let flags = word(flow, W.tunFlags) & FLAG.oam
  if (options.df_default !== 'false') flags |= FLAG.dontFragment
  if (options.csum === 'true') flags |= FLAG.checksum
  if (key !== undefined) flags |= FLAG.key
  flow[W.tunFlags] = flags
  if (options.egress_pkt_mark !== undefined) {
    flow[W.pktMark] = Number(options.egress_pkt_mark)
    seen[W.pktMark] = 0xffffffff
  }
}

function setAddress(flow: Flow, option: string | undefined, at: number, atIpv6: number): void {
  if (option === 'flow') return
  const ip = option === undefined ? null : parseIp(option)
  flow[at] = ip?.family === 'ipv4' ? Number(ip.bits) : 0
  setBits(flow, V6(atIpv6), 0, 128, ip?.family === 'ipv6' ? ip.bits : 0n)
}

const hasDestination = (flow: Flow): boolean =>
  word(flow, W.tunDst) !== 0 || getBits(flow, V6(W.tunIpv6Dst), 0, 128) !== 0n

/** A packet that came out of a tunnel is not sent back to the address it came to. */
function isOwnAddress(ctx: Context): boolean {
  const own = [word(ctx.flow, W.tunDst), ...ctx.flow.subarray(W.tunIpv6Dst, W.tunIpv6Dst + 4)]
  return own.some((part) => part !== 0) && own.every((part, i) => part === ctx.tunnelDestination[i])
}

function sameTunnel(a: Flow, b: Flow): boolean {
  for (let at = W.tunId; at < W.metadata; at++) if (a[at] !== b[at]) return false
  return true
}

function formatTunnel(ctx: Context, port: SwitchPort): string {
  const { flow } = ctx
  const id = getBits(flow, ID, 0, 64)
  const flags = word(flow, W.tunFlags)
  const parts: string[] = []
  if (id !== 0n || (flags & FLAG.key) !== 0) parts.push(`tun_id=0x${id.toString(16)}`)
  for (const [name, at] of [
    ['src', W.tunSrc],
    ['dst', W.tunDst],
  ] as const)
    if (word(flow, at) !== 0) parts.push(`${name}=${formatIpBits('ipv4', BigInt(word(flow, at)))}`)
  for (const [name, at] of [
    ['ipv6_src', W.tunIpv6Src],
    ['ipv6_dst', W.tunIpv6Dst],
  ] as const) {
    const address = getBits(flow, V6(at), 0, 128)
    if (address !== 0n) parts.push(`${name}=${formatIpBits('ipv6', address)}`)
  }
  if (word(flow, W.tunTos) !== 0) parts.push(`tos=0x${word(flow, W.tunTos).toString(16)}`)
  parts.push(`ttl=${word(flow, W.tunTtl)}`)
  if (word(flow, W.tunTpDst) !== 0) parts.push(`tp_dst=${word(flow, W.tunTpDst)}`)
  if (port.type === 'vxlan' && (word(flow, W.tunGbpId) !== 0 || word(flow, W.tunGbpFlags) !== 0))
    parts.push(`vxlan(gbp(id=${word(flow, W.tunGbpId)},flags=0x${word(flow, W.tunGbpFlags).toString(16)}))`)
  const options = port.type === 'geneve' ? formatOptions(ctx) : ''
  if (options !== '') parts.push(`geneve(${options})`)
  parts.push(`flags(${flags === 0 ? '' : formatFlags('tunnel-flags', BigInt(flags), '|')})`)
  return `set(tunnel(${parts.join(',')}))`
}

/** The Geneve options that have been set, in the order of the fields: `{class=0xffff,type=0,len=4,0x1}`. */
function formatOptions(ctx: Context): string {
  const { scope } = ctx.bridge
  return scope.options
    .filter((option) => isPresent(ctx.flow, option.index))
    .map((option) => {
      const field = scope.tunnelFields.get(option.index)
      const value = field ? getBits(ctx.flow, field.place, 0, field.bits) : 0n
      return `{class=0x${option.optionClass.toString(16)},type=0x${option.type.toString(16)},len=${option.length},0x${value.toString(16)}}`
    })
    .join('')
}
