import { FIELDS, findField } from '../fields/field-table'
import { PROTOCOL_WORDS } from './protocol-words'
import { splitTopLevel } from './split-top-level'

const RANK = new Map(FIELDS.map((field, i) => [field.name, i + 2]))

/**
 * The tokens of a match as people read them: the protocol, the port the packet enters by, then from the outside of the
 * packet to the inside. What is not known comes last, as written.
 */
export function orderTokens(match: string): string[] {
  const rank = (token: string): number => {
    const equals = token.indexOf('=')
    if (equals < 0) return Object.hasOwn(PROTOCOL_WORDS, token) ? 0 : 1000
    const name = findField(token.slice(0, equals))?.name
    return name === 'in_port' ? 1 : (RANK.get(name ?? '') ?? 1000)
  }
  return splitTopLevel(match)
    .map((token) => ({ token, rank: rank(token) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ token }) => token)
}
