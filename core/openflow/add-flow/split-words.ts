/** A word of a rule as it is typed: `ip`, `in_port=1`, `learn(…)`; `at` is its offset in the line. */
export type Word = { readonly text: string; readonly at: number }

const isBlank = (character: string | undefined): boolean =>
  character === ',' || character === ' ' || character === '\t' || character === '\r' || character === '\n'

/** Splits at commas and blanks outside brackets and quotes, in any number; linear in the text. */
export function splitWords(text: string, offset = 0): Word[] {
  const words: Word[] = []
  let depth = 0
  let start = -1
  let isQuoted = false
  for (let i = 0; i <= text.length; i++) {
    const character = text[i]
    if (i === text.length || (!isQuoted && depth === 0 && isBlank(character))) {
      if (start >= 0) words.push({ text: text.slice(start, i), at: offset + start })
      start = -1
      continue
    }
    if (start < 0) start = i
    if (isQuoted && character === '\\') i++
    else if (character === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (character === '(' || character === '[') depth++
    else if ((character === ')' || character === ']') && depth > 0) depth--
  }
  return words
}

/** Actions as they are typed, with blanks where commas may stand, in the form in which switches print them. */
export function canonicalActions(text: string): string {
  let written = ''
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string
    if (character === '"') isQuoted = !isQuoted
    if (isQuoted || !isBlank(character)) {
      written += character
      continue
    }
    let commas = 0
    let end = i
    for (; isBlank(text[end]); end++) if (text[end] === ',') commas++
    const before = written.at(-1)
    const after = text[end]
    const isEdge = before === undefined || before === '(' || after === undefined || after === ')'
    // Between brackets an empty place counts, as in resubmit(,3); at the edge of the text it does not.
    if (!isEdge) written += ','.repeat(Math.max(1, commas))
    else if (commas > 0 && before === '(' && after !== undefined) written += ','.repeat(commas)
    i = end - 1
  }
  return written
}
