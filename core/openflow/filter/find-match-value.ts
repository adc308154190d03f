import type { Field } from '../fields/field-table'
import { PROTOCOL_WORDS } from '../match/protocol-words'
import { spellingsOf } from './filter-keys'

/** Finds what a rule asks of a field in the words of the dump; null when it does not ask. Linear in the match. */
export function valueFinder(field: Field): (match: string) => string | null {
  const starts = spellingsOf(field).map((name) => `${name}=`)
  const implied = field.name === 'eth_type' ? 0 : field.name === 'nw_proto' ? 1 : null
  return (match) => {
    for (const start of starts) {
      const at = findToken(match, start)
      if (at >= 0) return match.slice(at + start.length, endOfToken(match, at + start.length))
    }
    if (implied === null) return null
    for (const token of match.split(',')) {
      const number = PROTOCOL_WORDS[token]?.[implied]
      if (number !== undefined) return String(number)
    }
    return null
  }
}

/** Where a token begins so; -1 when none does. */
function findToken(match: string, start: string): number {
  for (let at = match.indexOf(start); at >= 0; at = match.indexOf(start, at + 1))
    if (at === 0 || match[at - 1] === ',') return at
  return -1
}

function endOfToken(match: string, from: number): number {
  const closing = match[from] === '(' ? ')' : match[from] === '"' ? '"' : null
  const search = closing ? match.indexOf(closing, from + 1) : from
  const end = match.indexOf(',', search < 0 ? from : search)
  return end < 0 ? match.length : end
}
