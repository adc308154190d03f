/** The rest of a line that `~SEQ` or `~LST` repeats, and the values its variables have each time. */
export type Repeated = { readonly rest: string; readonly values: readonly (readonly (readonly [string, string])[])[] }

const REPEATS_MAX = 65_536

/**
 * `~SEQ(NUM, 0, 3) …`, `~SEQx(HEX, 0x90, 0x10, 0xc0) …` (hexadecimal), `~LST(IP, 1, 2) …`, `~LST({A, B}, {1, 2}, {3, 4}) …`
 * as keepalived.conf(5) describes them; null when the text is none of these.
 */
export function repeatLine(text: string): Repeated | null {
  const head = /^~(SEQx?|LST)\s*\(/.exec(text)
  const close = text.indexOf(')')
  if (!head || close < 0) return null
  const rest = text.slice(close + 1)
  const inside = text.slice(head[0].length, close)
  const values = head[1] === 'LST' ? listValues(inside) : sequenceValues(inside, head[1] === 'SEQx')
  return values ? { rest, values } : null
}

function sequenceValues(inside: string, isHex: boolean): Repeated['values'] | null {
  const [name = '', ...numbers] = inside.split(',').map((word) => word.trim())
  const [a, b, c] = numbers.map(Number)
  if (numbers.length < 1 || numbers.length > 3 || numbers.some((word) => !/^-?(0x[0-9a-f]+|\d+)$/i.test(word)))
    return null
  const end = c ?? b ?? a ?? 0
  const start = b === undefined ? (end > 0 ? 1 : -1) : (a ?? 0)
  const step = c === undefined ? (end >= start ? 1 : -1) : (b ?? 1)
  if (step === 0) return null
  const values: [string, string][][] = []
  for (let at = start; step > 0 ? at <= end : at >= end; at += step) {
    values.push([[name, isHex ? at.toString(16) : String(at)]])
    if (values.length >= REPEATS_MAX) break
  }
  return values
}

function listValues(inside: string): Repeated['values'] | null {
  const items: string[][] = []
  for (let at = 0; at < inside.length; ) {
    if (/[\s,]/.test(inside[at] ?? '')) at++
    else if (inside[at] === '{') {
      const close = inside.indexOf('}', at)
      if (close < 0) return null
      items.push(
        inside
          .slice(at + 1, close)
          .split(',')
          .map((word) => word.trim()),
      )
      at = close + 1
    } else {
      const comma = inside.indexOf(',', at)
      const end = comma < 0 ? inside.length : comma
      items.push([inside.slice(at, end).trim()])
      at = end + 1
    }
  }
  const [names, ...rows] = items
  if (!names || rows.length === 0) return null
  return rows.map((row) => names.map((name, i) => [name, row[i] ?? ''] as const))
}
