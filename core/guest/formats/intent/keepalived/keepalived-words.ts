import type { Span } from '../../../../text/span'

/** A word of keepalived.conf without its quotes, or a brace that opens or closes a block. */
export type Word = { readonly text: string; readonly span: Span; readonly isBrace: boolean }

/** A line without its comment. Columns stay those of the line; `continues` says that a backslash ends it. */
export type Uncommented = { readonly text: string; readonly continues: boolean }

/** `#` and `!` begin a comment wherever they stand, save in a quoted string or behind a backslash (keepalived.conf(5)). */
export function stripComment(text: string): Uncommented {
  if (!/[#!\\]/.test(text)) return { text, continues: false }
  let quote = ''
  let end = text.length
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? ''
    if (char === '\\') i++
    else if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '"') quote = char
    else if (char === '#' || char === '!') {
      end = i
      break
    }
  }
  const kept = text.slice(0, end)
  const bare = kept.trimEnd()
  return bare.endsWith('\\') ? { text: bare.slice(0, -1), continues: true } : { text: kept, continues: false }
}

/**
 * Splits a statement into words and braces. `${NAME}` stays in its word, and so does what a template would replace
 * (`{{ name }}`, `{% … %}`): such a word is no block.
 */
export function splitWords(text: string, spanOf: (start: number, end: number) => Span): Word[] {
  const words: Word[] = []
  let at = 0
  while (at < text.length) {
    const char = text[at] ?? ''
    if (char === ' ' || char === '\t') at++
    else if ((char === '{' || char === '}') && templateEnd(text, at) < 0) {
      words.push({ text: char, span: spanOf(at, at + 1), isBrace: true })
      at++
    } else {
      const end = wordEnd(text, at)
      words.push({ text: unquote(text.slice(at, end)), span: spanOf(at, end), isBrace: false })
      at = end
    }
  }
  return words
}

/** What has no meaning of its own inside a word. */
const PLAIN = /[^ \t{}\\"'$]*/y

function wordEnd(text: string, start: number): number {
  let at = start
  while (at < text.length) {
    PLAIN.lastIndex = at
    PLAIN.test(text)
    at = PLAIN.lastIndex
    const char = text[at] ?? ''
    if (char === '' || char === ' ' || char === '\t' || char === '}') break
    if (char === '\\') at += 2
    else if (char === '"' || (char === "'" && at === start)) {
      const close = text.indexOf(char, at + 1)
      at = close < 0 ? text.length : close + 1
    } else if (char === '$' && text[at + 1] === '{') {
      const close = text.indexOf('}', at)
      at = close < 0 ? text.length : close + 1
    } else if (char === '{') {
      const close = templateEnd(text, at)
      if (close < 0) break
      at = close
    } else at++
  }
  return Math.min(Math.max(at, start + 1), text.length)
}

/** Where a template's placeholder that begins here ends; -1 when none does. */
function templateEnd(text: string, at: number): number {
  const close = text[at] !== '{' ? null : text[at + 1] === '{' ? '}}' : text[at + 1] === '%' ? '%}' : null
  const end = close === null ? -1 : text.indexOf(close, at + 2)
  return end < 0 ? -1 : end + 2
}

const unquote = (word: string): string =>
  word.includes('"') ? word.replaceAll('"', '') : word.length > 1 && /^'.*'$/.test(word) ? word.slice(1, -1) : word
