import { FILTER_KEYS } from './filter-keys'

/** A way to go on from where the caret stands: the characters `from` to `to` become `text`. */
export type Completion = {
  readonly from: number
  readonly to: number
  readonly text: string
  readonly hint: string
}

const SHOWN_MAX = 8

/**
 * What may stand at the caret of a filter (offset from 0): keys that begin or go on like the word there. Nothing inside
 * a value. `used` are the fields the dump's rules ask for; they come first.
 */
export function completeFilter(text: string, caret: number, used: ReadonlySet<string> = new Set()): Completion[] {
  const before = text.slice(0, caret)
  if (((before.match(/"/g) ?? []).length & 1) === 1) return []
  let from = caret
  while (from > 0 && /[\w]/.test(text[from - 1] ?? '')) from--
  if (/[=<>~.:/+-]$/.test(text.slice(0, from))) return []
  let to = caret
  while (to < text.length && /[\w]/.test(text[to] ?? '')) to++
  const word = text.slice(from, caret).toLowerCase()
  const rank = (name: string): number => (name.startsWith(word) ? 0 : 2) + (used.has(name) ? 0 : 1)
  return FILTER_KEYS.filter((key) => key.name.includes(word) && key.name !== word)
    .map((key, i) => ({ key, i }))
    .sort((a, b) => rank(a.key.name) - rank(b.key.name) || a.i - b.i)
    .slice(0, SHOWN_MAX)
    .map(({ key }) => ({ from, to, text: key.kind === 'text' ? `${key.name}~` : `${key.name}=`, hint: key.hint }))
}
