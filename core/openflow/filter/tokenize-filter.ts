import { err, ok, type Result } from '../../result'
import type { FilterProblem, Operator } from './filter'

export type FilterToken = {
  readonly kind: 'word' | 'quoted' | 'operator' | '&&' | '||' | '!' | '(' | ')'
  readonly text: string
  readonly at: number // from 0
  readonly length: number
}

const SIGNS: readonly Operator[] = ['!=', '!~', '<=', '>=', '=', '<', '>', '~']
const ENDS_WORD = new Set([...' \t\n\r()=<>~,"'])
const WORDS: Readonly<Record<string, FilterToken['kind']>> = { and: '&&', or: '||', not: '!' }

/** Parts a filter into words and signs; a comma is an "and", as in the words of ovs-ofctl. Linear in the text. */
export function tokenizeFilter(text: string): Result<FilterToken[], FilterProblem> {
  const tokens: FilterToken[] = []
  let i = 0
  const push = (kind: FilterToken['kind'], length: number, value = text.slice(i, i + length)): void => {
    tokens.push({ kind, text: value, at: i, length })
    i += length
  }
  while (i < text.length) {
    const two = text.slice(i, i + 2)
    const one = text[i] ?? ''
    if (/\s/.test(one)) i++
    else if (two === '&&' || two === '||') push(two, 2)
    else if (one === ',') push('&&', 1)
    else if (one === '(' && tokens.at(-1)?.kind !== 'operator') push('(', 1)
    else if (one === ')') push(')', 1)
    else if (one === '"') {
      const end = text.indexOf('"', i + 1)
      if (end < 0) return err({ column: i + 1, length: text.length - i, reason: 'The quotation mark is never closed.' })
      push('quoted', end + 1 - i, text.slice(i + 1, end))
    } else {
      const sign = SIGNS.find((operator) => text.startsWith(operator, i))
      if (sign) push('operator', sign.length)
      else if (one === '!') push('!', 1)
      else if (one === '&') return err({ column: i + 1, length: 1, reason: 'A single & means nothing: write &&.' })
      else if (one === '|') return err({ column: i + 1, length: 1, reason: 'A single | means nothing: write ||.' })
      else pushWord(text, i, tokens.at(-1)?.kind === 'operator', push)
    }
  }
  return ok(tokens)
}

/** A value may hold brackets that are closed, `packet_type=(1,0x800)`, and single strokes, `ct_state=trk|new`. */
function pushWord(
  text: string,
  from: number,
  isValue: boolean,
  push: (kind: FilterToken['kind'], length: number) => void,
): void {
  let end = from
  if (isValue && text[from] === '(') end = text.indexOf(')', from) + 1 || text.length
  while (end < text.length) {
    const two = text.slice(end, end + 2)
    const character = text[end] ?? ''
    if (two === '&&' || two === '||' || two === '!=' || two === '!~') break
    if (ENDS_WORD.has(character) || /\s/.test(character)) break
    end++
  }
  const kind = isValue ? 'word' : (WORDS[text.slice(from, end).toLowerCase()] ?? 'word')
  push(kind, Math.max(1, end - from))
}
