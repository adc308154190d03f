/** Names of the bits of flag fields, by the bit's number (ovs-fields(7)). */
const NAMES = {
  'tunnel-flags': ['oam', 'df', 'csum', 'key'],
  'tcp-flags': ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr', 'ns', '[200]', '[400]', '[800]'],
  'ct-state': ['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat'],
} as const
export type FlagFormat = keyof typeof NAMES
const ALL: Readonly<Record<FlagFormat, bigint>> = {
  'tunnel-flags': 0xffffn,
  'tcp-flags': 0xfffn,
  'ct-state': 0xffffffffn,
}

const bitOf = (format: FlagFormat, name: string): bigint | null => {
  const index = (NAMES[format] as readonly string[]).indexOf(name)
  return index < 0 ? null : 1n << BigInt(index)
}
const INTEGER = /^(0x[0-9a-f]+|\d+)$/i

/** `+trk-new` (only these bits), `trk|new`, `trk,new` (all bits), or numbers with or without mask. */
export function parseFlags(format: FlagFormat, text: string): { value: bigint; mask: bigint } | null {
  const [first = '', second] = text.split('/')
  if (INTEGER.test(first) && (second === undefined || INTEGER.test(second)))
    return { value: BigInt(first), mask: second === undefined ? ALL[format] : BigInt(second) }
  let value = 0n
  let mask = 0n
  if (/^[+-]/.test(text)) {
    for (const [, sign, name = ''] of text.matchAll(/([+-])(\[\w+\]|\w+)/g)) {
      const bit = bitOf(format, name)
      if (bit === null || (mask & bit) !== 0n) return null
      mask |= bit
      if (sign === '+') value |= bit
    }
    return text.replace(/[+-](\[\w+\]|\w+)/g, '') === '' ? { value, mask } : null
  }
  for (const name of text.split(/[|,]/)) {
    const bit = INTEGER.test(name) ? BigInt(name) : bitOf(format, name)
    if (bit === null) return null
    value |= bit
  }
  return { value, mask: ALL[format] }
}

/** The names of the bits that are set, `0` when none is. */
export function formatFlags(format: FlagFormat, value: bigint, separator: string): string {
  if (value === 0n) return '0'
  const names: string[] = []
  let bad = 0n
  for (let bit = 0; value >> BigInt(bit) !== 0n; bit++) {
    if (((value >> BigInt(bit)) & 1n) === 0n) continue
    const name = NAMES[format][bit]
    if (name) names.push(name)
    else bad |= 1n << BigInt(bit)
  }
  if (bad !== 0n) names.push(`0x${bad.toString(16)}`)
  return names.join(separator)
}

/** `+est-rel+trk`: the bits under the mask, lowest first. */
export function maskedFlags(format: FlagFormat, value: bigint, mask: bigint): string {
  let text = ''
  for (let bit = 0; mask >> BigInt(bit) !== 0n; bit++) {
    if (((mask >> BigInt(bit)) & 1n) === 0n) continue
    text += `${((value >> BigInt(bit)) & 1n) === 1n ? '+' : '-'}${NAMES[format][bit] ?? '[Unknown]'}`
  }
  return text
}
