import { formatIpMasked, formatMac } from '../fields/field-value'
import { type Flow, getBits, type Place, word } from '../fields/flow-layout'

/** The words of a flow and the mask over them, as a rule asks for them. */
export type MaskedFlow = { readonly value: Flow; readonly mask: Flow }

const FULL = 0xffffffff
const hex = (number: number | bigint): string => (BigInt(number) === 0n ? '0' : `0x${number.toString(16)}`)
const longHex = (number: number | bigint): string => `0x${number.toString(16)}`
const place = (at: number, words: number): Place => ({ word: at, words, shift: 0 })
const ones = (bits: number): bigint => (1n << BigInt(bits)) - 1n

/** Writers of `name=value/mask` for the kinds of value that Open vSwitch prints; each says nothing of what is not asked for. */
export class MaskedText {
  readonly parts: string[] = []

  constructor(readonly of: MaskedFlow) {}

  mask(at: number): number {
    return word(this.of.mask, at)
  }

  value(at: number): number {
    return word(this.of.value, at)
  }

  push(text: string): void {
    this.parts.push(text)
  }

  /** `reg0=0x5`, `reg0=0x5/0xff`. */
  hex(name: string, at: number, words = 1, bits = 32 * words): void {
    const mask = getBits(this.of.mask, place(at, words), 0, bits)
    if (mask === 0n) return
    const value = getBits(this.of.value, place(at, words), 0, bits)
    this.push(mask === ones(bits) ? `${name}=${hex(value)}` : `${name}=${hex(value)}/${hex(mask)}`)
  }

  /** `tp_src=80`; where only some bits are asked for `tp_src=0x50/0xff0`. */
  number(name: string, at: number, bits: number): void {
    const mask = this.mask(at)
    if (mask === 0) return
    const isWhole = mask === 2 ** bits - 1 || mask === FULL
    this.push(isWhole ? `${name}=${this.value(at)}` : `${name}=${longHex(this.value(at))}/${longHex(mask)}`)
  }

  /** A number without its mask, as fields are printed that have none. */
  plain(name: string, at: number): void {
    if (this.mask(at) !== 0) this.push(`${name}=${this.value(at)}`)
  }

  mac(name: string, at: number): void {
    const mask = getBits(this.of.mask, place(at, 2), 0, 48)
    if (mask === 0n) return
    const value = formatMac(getBits(this.of.value, place(at, 2), 0, 48))
    this.push(mask === ones(48) ? `${name}=${value}` : `${name}=${value}/${formatMac(mask)}`)
  }

  ipv4(name: string, at: number): void {
    if (this.mask(at) !== 0)
      this.push(`${name}=${formatIpMasked('ipv4', BigInt(this.value(at)), BigInt(this.mask(at)))}`)
  }

  ipv6(name: string, at: number): void {
    const mask = getBits(this.of.mask, place(at, 4), 0, 128)
    if (mask !== 0n) this.push(`${name}=${formatIpMasked('ipv6', getBits(this.of.value, place(at, 4), 0, 128), mask)}`)
  }
}
