/** A word of a printed rule, with its place in the line: half-open, in UTF-16 code units. */
export type FlowToken = { readonly text: string; readonly start: number; readonly end: number }

/** One printed rule taken apart: the words before its actions, and the actions. */
export type FlowLine = { readonly tokens: readonly FlowToken[]; readonly actions: FlowToken }

/** Takes a printed rule apart; null when it has no actions. Screens find the words of a rule again with it. */
export function readFlowLine(text: string): FlowLine | null {
  const at = findActions(text)
  if (at < 0) return null
  let start = text.indexOf('=', at) + 1
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return { tokens: splitTokens(text, at), actions: { text: text.slice(start, end), start, end } }
}

const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)

/** Where `actions=` begins, after a blank or comma outside quotes. */
function findActions(text: string): number {
  for (let at = text.indexOf('action'); at >= 0; at = text.indexOf('action', at + 1)) {
    const before = text.charCodeAt(at - 1)
    if (at > 0 && before !== 44 && !isBlank(before)) continue
    const rest = text.startsWith('s', at + 6) ? at + 7 : at + 6
    if (text[rest] === '=') return at
  }
  return -1
}

/** Words are parted by commas and blanks outside brackets and quotes. */
function splitTokens(text: string, end: number): FlowToken[] {
  const tokens: FlowToken[] = []
  let depth = 0
  let start = 0
  let isQuoted = false
  for (let i = 0; i <= end; i++) {
    const code = i === end ? 44 : text.charCodeAt(i)
    if (i < end && isQuoted) {
      if (code === 92) i++
      else if (code === 34) isQuoted = false
      continue
    }
    if (code === 34) isQuoted = true
    else if (code === 40 || code === 91 || code === 123) depth++
    else if (code === 41 || code === 93 || code === 125) depth--
    else if ((code === 44 || isBlank(code)) && (depth <= 0 || i === end)) {
      if (i > start) tokens.push({ text: text.slice(start, i), start, end: i })
      start = i + 1
    }
  }
  return tokens
}
