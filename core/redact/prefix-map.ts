/** A keyed function that nobody can tell from chance without the key (HMAC-SHA-256): a label gives 32 bytes. */
export type Keyed = (label: string) => Uint8Array

/** A range of values by its first bits. `value`: what lies in it stays as it is; `class`: it stays in the range. */
export type KeptRange = { readonly bits: bigint; readonly length: number; readonly keeps: 'value' | 'class' }

/**
 * A permutation of numbers of `width` bits that keeps prefixes: two values that share their first n bits share exactly n
 * after it (the construction of Crypto-PAn: Xu, Fan, Ammar, Moon, 2002). Each bit is flipped or not by a keyed function of
 * the bits before it; above a kept range none is, so that nothing comes into one or leaves one.
 */
export class PrefixMap {
  private readonly fixed = new Set<string>()
  private readonly kept = new Set<string>()
  private readonly strides = new Map<string, Uint8Array>()

  constructor(
    private readonly keyed: Keyed,
    private readonly name: string,
    private readonly width: number,
    ranges: readonly KeptRange[],
    private readonly steadyBits: ReadonlySet<number> = new Set(),
  ) {
    for (const { bits, length, keeps } of ranges) {
      for (let at = 0; at < length; at++) this.fixed.add(`${at} ${bits >> BigInt(width - at)}`)
      if (keeps === 'value') this.kept.add(`${length} ${bits >> BigInt(width - length)}`)
    }
  }

  /** Where a value goes. `from`: bits before it were mapped already and stay. */
  map(value: bigint, from = 0): bigint {
    let result = 0n
    for (let at = 0; at < this.width; at++) {
      const rest = BigInt(this.width - at)
      const node = `${at} ${value >> rest}`
      if (this.kept.has(node)) return (result << rest) | (value & ((1n << rest) - 1n))
      const bit = (value >> (rest - 1n)) & 1n
      const isSteady = at < from || this.steadyBits.has(at) || this.fixed.has(node)
      result = (result << 1n) | (isSteady ? bit : bit ^ this.flip(value >> rest, at))
    }
    return result
  }

  /** One call of the keyed function serves the 255 nodes below each eighth bit. */
  private flip(prefix: bigint, at: number): bigint {
    const inside = at % 8
    const head = prefix >> BigInt(inside)
    const label = `${this.name} ${at - inside} ${head.toString(16)}`
    const bytes = this.strides.get(label) ?? this.keyed(label)
    this.strides.set(label, bytes)
    const node = (1 << inside) | Number(prefix & ((1n << BigInt(inside)) - 1n))
    return BigInt(((bytes[node >> 3] ?? 0) >> (node & 7)) & 1)
  }
}
