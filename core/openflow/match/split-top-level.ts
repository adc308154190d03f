/** Splits at commas that stand outside brackets and quotes; parts are trimmed, empty ones left out. Linear in the text. */
export function splitTopLevel(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  let isQuoted = false
  for (let i = 0; i <= text.length; i++) {
    const character = text[i]
    if (character === '"') isQuoted = !isQuoted
    if (isQuoted && i < text.length) continue
    if (character === '(' || character === '{' || character === '[') depth++
    else if (character === ')' || character === '}' || character === ']') depth--
    else if (i === text.length || (character === ',' && depth <= 0)) {
      const part = text.slice(start, i).trim()
      if (part !== '') parts.push(part)
      start = i + 1
    }
  }
  return parts
}
