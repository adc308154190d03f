/** Splits at commas that stand outside brackets and quotes; parts are trimmed, empty ones left out. Linear in the text. */
export function splitTopLevel(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  let isQuoted = false
  for (let i = 0; i <= text.length; i++) {
    const code = i === text.length ? COMMA : text.charCodeAt(i)
    if (code === QUOTE) isQuoted = !isQuoted
    if (isQuoted && i < text.length) continue
    if (code === 40 || code === 123 || code === 91) depth++
    else if (code === 41 || code === 125 || code === 93) depth--
    else if (code === COMMA && (depth <= 0 || i === text.length)) {
      const part = text.slice(start, i).trim()
      if (part !== '') parts.push(part)
      start = i + 1
    }
  }
  return parts
}

const COMMA = 44
const QUOTE = 34
