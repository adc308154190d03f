import type { Field } from '../fields/field-table'
import { maskedFlags } from '../fields/flag-names'
import { getBits, W } from '../fields/flow-layout'
import { isPresent } from '../fields/tunnel-options'
import type { MaskedText } from './masked-text'

/** What a rule asks of the tunnel a packet came by (format_flow_tunnel, lib/match.c). */
export function formatTunnel(text: MaskedText, fields: ReadonlyMap<number, Field>): void {
  text.hex('tun_id', W.tunId, 2)
  text.ipv4('tun_src', W.tunSrc)
  text.ipv4('tun_dst', W.tunDst)
  text.ipv6('tun_ipv6_src', W.tunIpv6Src)
  text.ipv6('tun_ipv6_dst', W.tunIpv6Dst)
  text.number('tun_gbp_id', W.tunGbpId, 16)
  text.hex('tun_gbp_flags', W.tunGbpFlags, 1, 8)
  if (text.mask(W.tunTos) !== 0) text.push(`tun_tos=${text.value(W.tunTos).toString(16)}`)
  text.plain('tun_ttl', W.tunTtl)
  text.plain('tun_erspan_ver', W.tunErspanVer)
  text.hex('tun_erspan_idx', W.tunErspanIdx, 1, 20)
  text.plain('tun_erspan_dir', W.tunErspanDir)
  text.hex('tun_erspan_hwid', W.tunErspanHwid, 1, 6)
  text.hex('gtpu_flags', W.tunGtpuFlags, 1, 8)
  text.plain('gtpu_msgtype', W.tunGtpuMsgtype)
  const flags = text.mask(W.tunFlags)
  if (flags !== 0)
    text.push(`tun_flags=${maskedFlags('tunnel-flags', BigInt(text.value(W.tunFlags)), BigInt(flags) & NAMED)}`)
  options(text, fields)
}

/** Bits 0 to 3 have names; the others are not for rules. */
const NAMED = 0xfn

function options(text: MaskedText, fields: ReadonlyMap<number, Field>): void {
  for (const [index, { place, bits }] of [...fields].sort(([a], [b]) => a - b)) {
    const at = { ...place, shift: 0 }
    const mask = getBits(text.of.mask, at, 0, bits)
    const value = getBits(text.of.value, at, 0, bits)
    if (mask === 0n) {
      if (isPresent(text.of.mask, index)) text.push(`tun_metadata${index}`)
      continue
    }
    const isWhole = mask === (1n << BigInt(bits)) - 1n
    const shown = value === 0n ? '0' : `0x${value.toString(16)}`
    text.push(`tun_metadata${index}=${shown}${isWhole ? '' : `/0x${mask.toString(16)}`}`)
  }
}
