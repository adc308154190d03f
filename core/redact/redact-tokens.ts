import { formatIp, type Ip, parseIp } from '../ip/ip'
import { parseMac } from '../ip/mac'
import { type AddressMap, lengthOfMask } from './address-map'
import type { NameMap } from './name-map'
import type { Keyed } from './prefix-map'

const TOKEN = /([\w:.@%-]+)(\/[\w:.]+)?/g
const LONG_BYTES = /^[0-9a-f]{1,2}(?:([:-])[0-9a-f]{1,2})(?:\1[0-9a-f]{1,2}){5,63}$/i
const TOKEN_MAX = 400

/** Numbers that stand in flow rules as hexadecimal: what they are is known because it stood somewhere as an address. */
export class KnownNumbers {
  private readonly numbers = new Map<bigint, bigint>()

  learn(from: bigint, to: bigint): void {
    if (from >= 1n << 24n) this.numbers.set(from, to)
  }
  find = (value: bigint): bigint | undefined => this.numbers.get(value)
}

/** Replaces what identifies in a line, token by token: a token is a run of what addresses and names are written with. */
export class TokenRedactor {
  readonly numbers = new KnownNumbers()

  constructor(
    private readonly keyed: Keyed,
    private readonly addresses: AddressMap,
    private readonly names: NameMap,
  ) {}

  /** Makes the addresses of a text known. */
  learn(text: string): void {
    for (const [, token = ''] of text.matchAll(TOKEN)) this.map(token, '', true)
  }

  redact = (text: string): string =>
    text.replace(TOKEN, (_, token: string, suffix: string | undefined) => this.map(token, suffix ?? '', false))

  private map(token: string, suffix: string, isLearning: boolean): string {
    if (token.length > TOKEN_MAX)
      return (
        token
          .split(/([:@%-])/)
          .map((part) => this.whole(part, '', isLearning) ?? part)
          .join('') + suffix
      )
    const whole = this.whole(token, suffix, isLearning)
    if (whole !== null) return whole
    const bare = token.replace(/[:.@%-]+$/, '')
    if (bare !== token && bare !== '')
      return this.map(bare, '', isLearning) + token.slice(bare.length) + this.suffixOnly(suffix, isLearning)
    for (const separator of ['@', '%', ':', '-', '.']) {
      const at = token.indexOf(separator)
      if (at < 0) continue
      const [left, right] = [token.slice(0, at), token.slice(at + 1)]
      const mappedRight = right === '' ? suffix : this.map(right, suffix, isLearning)
      return `${left === '' ? '' : this.map(left, '', isLearning)}${separator}${mappedRight}`
    }
    return token + this.suffixOnly(suffix, isLearning)
  }

  private suffixOnly = (suffix: string, isLearning: boolean): string =>
    suffix === '' ? '' : `/${this.map(suffix.slice(1), '', isLearning)}`

  /** What a token is as a whole; null when it is nothing that identifies. */
  private whole(token: string, suffix: string, isLearning: boolean): string | null {
    const name = this.names.find(token)
    if (name !== null) return name + this.suffixOnly(suffix, isLearning)
    if (!/[:.x-]/i.test(token)) return null
    if (parseMac(token) !== null) return this.mac(token, suffix, isLearning)
    const ip = parseIp(token)
    if (ip) return this.ip(token, ip, suffix, isLearning)
    if (/^0x[0-9a-f]{7,32}$/i.test(token)) return this.number(token, suffix)
    return LONG_BYTES.test(token) && !isLearning ? this.bytes(token) + suffix : null
  }

  private mac(token: string, suffix: string, isLearning: boolean): string {
    const bits = bitsOfMac(token)
    const mask = suffix === '' ? null : bitsOfMac(suffix.slice(1))
    const mapped = this.addresses.mapMac(bits)
    if (isLearning) this.numbers.learn(bits, mapped)
    return writeMac(mask === null ? mapped : mapped & mask, token) + suffix
  }

  private ip(token: string, ip: Ip, suffix: string, isLearning: boolean): string {
    const zone = token.indexOf('%')
    const mapped = this.addresses.mapIp(ip)
    if (isLearning) {
      this.addresses.learn(ip)
      this.numbers.learn(ip.bits, mapped.bits)
    }
    const tail = (zone < 0 ? '' : token.slice(zone)) + suffix
    const width = ip.family === 'ipv4' ? 32 : 128
    if (/^\/\d{1,3}$/.test(suffix)) {
      const length = Number(suffix.slice(1))
      return formatIp(length > width ? mapped : this.addresses.mapPrefix(ip, length)) + tail
    }
    const mask = suffix === '' ? null : parseIp(suffix.slice(1))
    if (!mask || mask.family !== ip.family) return formatIp(mapped) + tail
    const length = lengthOfMask(mask.bits, mask.family)
    const masked = length === null ? { ...mapped, bits: mapped.bits & mask.bits } : this.addresses.mapPrefix(ip, length)
    return formatIp(masked) + tail
  }

  private number(token: string, suffix: string): string | null {
    if (suffix !== '' && !/^\/0x[f]+$/i.test(suffix)) return null
    const mapped = this.numbers.find(BigInt(token))
    return mapped === undefined
      ? null
      : `0x${mapped.toString(16).padStart(token.startsWith('0x0') ? token.length - 2 : 1, '0')}${suffix}`
  }

  /** A longer run of bytes: a hardware address of InfiniBand, a DUID. */
  private bytes(token: string): string {
    const bytes = this.keyed(`bytes ${token.toLowerCase()}`)
    let at = 0
    return token.replace(/[0-9a-f]{1,2}/gi, () => (bytes[at++ % bytes.length] ?? 0).toString(16).padStart(2, '0'))
  }
}

const bitsOfMac = (text: string): bigint => {
  const octets = text.includes('.')
    ? text.split('.').flatMap((word) => [word.slice(0, 2), word.slice(2)])
    : text.split(/[:-]/)
  return octets.reduce((bits, octet) => (bits << 8n) | BigInt(Number.parseInt(octet, 16) || 0), 0n)
}

/** A MAC in the manner of another text: its separators, its case, with or without leading zeros. */
function writeMac(bits: bigint, like: string): string {
  const hex = bits.toString(16).padStart(12, '0')
  const cased = /[A-F]/.test(like) && !/[a-f]/.test(like) ? hex.toUpperCase() : hex
  if (like.includes('.')) return `${cased.slice(0, 4)}.${cased.slice(4, 8)}.${cased.slice(8)}`
  const separator = like.includes('-') ? '-' : ':'
  const isShort = like.split(separator).some((octet) => octet.length === 1)
  const octets = cased.match(/../g) ?? []
  return octets.map((octet) => (isShort ? octet.replace(/^0/, '') : octet)).join(separator)
}
