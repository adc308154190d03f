import { allOnes, FIELD_BY_NAME, PROTOCOLS, parseFieldMask, parseFieldValue, RESERVED_PORTS } from './match-fields'

/** A rule matches a packet when every field, cut to its mask, equals the value. */
export type MatchField = { readonly field: string; readonly value: bigint; readonly mask: bigint }
export type Match = { readonly fields: readonly MatchField[]; readonly unknown: readonly string[] }

/** Splits at commas that stand outside brackets. Linear in the text. */
export function splitTopLevel(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '(' || character === '{' || character === '[') depth++
    else if (character === ')' || character === '}' || character === ']') depth--
    else if (character === ',' && depth <= 0) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  parts.push(text.slice(start))
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/**
 * `arp,in_port=1,dl_src=00:16:3e:0a:5c:f1,arp_spa=172.17.20.29` → fields with masks. Words that no table of fields knows
 * are kept in `unknown`: a rule that has one cannot be judged.
 */
export function parseMatch(tokens: readonly string[], ports: ReadonlyMap<string, number> = new Map()): Match {
  const fields = new Map<string, MatchField>()
  const unknown: string[] = []
  const put = (name: string, value: bigint, mask?: bigint) => {
    const full = mask ?? allOnes(FIELD_BY_NAME.get(name)?.bits ?? 64)
    if (full !== 0n) fields.set(name, { field: name, value: value & full, mask: full })
  }
  const isArp = tokens.some((token) => /^(arp|rarp)$|^(dl_type|eth_type)=0x0?806$/.test(token))
  for (const token of tokens) {
    const protocol = PROTOCOLS[token]
    if (protocol) {
      put('dl_type', BigInt(protocol[0]))
      if (protocol[1] !== undefined) put('nw_proto', BigInt(protocol[1]))
      continue
    }
    const equals = token.indexOf('=')
    const written = token.slice(0, Math.max(0, equals))
    const name = isArp ? ({ nw_src: 'arp_spa', nw_dst: 'arp_tpa', nw_proto: 'arp_op' }[written] ?? written) : written
    const entry = FIELD_BY_NAME.get(name)
    const [text = '', maskText] = splitMask(token.slice(equals + 1))
    const value = name === 'in_port' ? portNumber(text, ports) : entry ? parseFieldValue(entry.kind, text) : null
    const mask = maskText === undefined || !entry ? undefined : parseFieldMask(entry, maskText)
    if (equals <= 0 || !entry || value === null || mask === null) unknown.push(token)
    else put(entry.name, value, mask)
  }
  return { fields: [...fields.values()].sort((a, b) => (a.field < b.field ? -1 : 1)), unknown }
}

const splitMask = (text: string): [string, string?] => {
  const slash = text.indexOf('/')
  return slash < 0 ? [text] : [text.slice(0, slash), text.slice(slash + 1)]
}

export function portNumber(text: string, ports: ReadonlyMap<string, number>): bigint | null {
  const bare = text.replace(/^"(.*)"$/, '$1')
  if (/^\d+$/.test(bare)) return BigInt(bare)
  const known = ports.get(bare) ?? RESERVED_PORTS[bare]
  return known === undefined ? null : BigInt(known)
}
