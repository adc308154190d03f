import type { Span } from '../../../../text/span'

/** A token of nft's language: a word, a quoted string without its quotes, or one of `{ } ; ,` and the end of a line. */
export type NftToken = { readonly text: string; readonly kind: 'word' | 'string' | 'mark'; readonly span: Span }

const MARKS = '{};,\n'
const REST_OF_WORD = /[^\s{};,"]*/y

/** Splits nft's language into tokens; `#` begins a comment, a line's end ends a statement. */
export function nftTokens(text: string): NftToken[] {
  const tokens: NftToken[] = []
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? ''
    if (char === ' ' || char === '\t' || char === '\r') at++
    else if (char === '#') {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end
    } else if (char === '"') {
      const close = text.indexOf('"', at + 1)
      const end = close < 0 ? text.length : close
      tokens.push({
        text: text.slice(at + 1, end),
        kind: 'string',
        span: { start: at, end: Math.min(end + 1, text.length) },
      })
      at = end + 1
    } else if (MARKS.includes(char)) {
      tokens.push({ text: char, kind: 'mark', span: { start: at, end: at + 1 } })
      at++
    } else if (char === '\\' && text[at + 1] === '\n') at += 2
    else {
      REST_OF_WORD.lastIndex = at + 1
      REST_OF_WORD.test(text)
      const end = REST_OF_WORD.lastIndex
      tokens.push({ text: text.slice(at, end), kind: 'word', span: { start: at, end } })
      at = end
    }
  }
  return tokens
}
