import { type JsonNode, readJsonTree } from '../../../text/json-tree'
import type { Span } from '../../../text/span'

/**
 * A value of a column in an OVSDB database: a set of atoms (a scalar is a set of one) or a map, however it was printed.
 *
 *   [unknown]   "fa:16:3e:01:02:03 10.1.0.5"   {attached-mac="fa:16:…", iface-id=vif1}   (ovs-vsctl, ovn-nbctl)
 *   ["set",["a","b"]]   ["map",[["k","v"]]]   ["uuid","5f3c…"]                           (RFC 7047)
 */
export type OvsdbAtom = { readonly text: string; readonly span: Span }
export type OvsdbValue = {
  readonly atoms: readonly OvsdbAtom[]
  readonly pairs: ReadonlyMap<string, OvsdbAtom>
  readonly isMap: boolean
  readonly span: Span
}

/** Reads a value as the tools print it, from the characters between two offsets of a text. Line ends count as space. */
export function readOvsdbText(text: string, start: number, end: number): OvsdbValue {
  const from = skipSpace(text, start, end)
  const to = trimEnd(text, from, end)
  const span = { start: from, end: to }
  ENCODED.lastIndex = from
  if (ENCODED.test(text)) return encodedOf(text, span)
  if (text[from] === '{') return mapOf(text, from + 1, to, span)
  if (text[from] === '[')
    return { atoms: atomsUntil(text, from + 1, to, ']').atoms, pairs: new Map(), isMap: false, span }
  if (from === to) return { atoms: [], pairs: new Map(), isMap: false, span }
  const atom = text[from] === '"' ? quoted(text, from, to) : { text: text.slice(from, to), span, next: to }
  return { atoms: [atom], pairs: new Map(), isMap: false, span }
}

// What `--data=json` prints inside of any form: the array inside tells it from a set of two words.
const ENCODED = /\["(?:set",\[|map",\[|uuid","[0-9a-f-]{36}"\])/y

function encodedOf(text: string, span: Span): OvsdbValue {
  const [node] = readJsonTree(text.slice(span.start, span.end)).values
  const value = node ? readOvsdbJson(node) : { atoms: [], pairs: new Map<string, OvsdbAtom>(), isMap: false }
  const placed = (atom: OvsdbAtom) => ({
    text: atom.text,
    span: { start: atom.span.start + span.start, end: atom.span.end + span.start },
  })
  const pairs = new Map([...value.pairs].map(([key, atom]) => [key, placed(atom)]))
  return { atoms: value.atoms.map(placed), pairs, isMap: value.isMap, span }
}

/** Reads a value in the encoding of RFC 7047, section 5.1. */
export function readOvsdbJson(node: JsonNode): OvsdbValue {
  const [tag, content] = node.kind === 'array' ? node.items : []
  const name = tag?.kind === 'string' ? tag.value : null
  const pairs = new Map<string, OvsdbAtom>()
  if (name === 'map' && content?.kind === 'array') {
    for (const pair of content.items) {
      const [key, value] = pair.kind === 'array' ? pair.items.map(jsonAtom) : []
      if (key && value) pairs.set(key.text, value)
    }
    return { atoms: [], pairs, isMap: true, span: node.span }
  }
  const items = name === 'set' && content?.kind === 'array' ? content.items : [node]
  return { atoms: items.flatMap((item) => jsonAtom(item) ?? []), pairs, isMap: false, span: node.span }
}

function jsonAtom(node: JsonNode): OvsdbAtom | null {
  if (node.kind === 'string') return { text: node.value, span: inside(node.span) }
  if (node.kind === 'number' || node.kind === 'boolean') return { text: String(node.value), span: node.span }
  const uuid = node.kind === 'array' ? node.items[1] : undefined
  return uuid?.kind === 'string' ? { text: uuid.value, span: inside(uuid.span) } : null
}

const inside = ({ start, end }: Span): Span => ({ start: start + 1, end: Math.max(start + 1, end - 1) })

type Read = OvsdbAtom & { readonly next: number }

function mapOf(text: string, start: number, end: number, span: Span): OvsdbValue {
  const pairs = new Map<string, OvsdbAtom>()
  let at = skipSpace(text, start, end)
  while (at < end && text[at] !== '}') {
    const key = atomAt(text, at, end, '=', ',}')
    at = skipSpace(text, key.next, end)
    if (text[at] === '=') {
      const value = atomAt(text, skipSpace(text, at + 1, end), end, ',', '}')
      pairs.set(key.text, value)
      at = skipSpace(text, value.next, end)
    }
    if (text[at] === ',') at = skipSpace(text, at + 1, end)
    else if (at < end && text[at] !== '}') at++
  }
  return { atoms: [], pairs, isMap: true, span }
}

function atomsUntil(text: string, start: number, end: number, close: string): { atoms: OvsdbAtom[] } {
  const atoms: OvsdbAtom[] = []
  let at = skipSpace(text, start, end)
  while (at < end && text[at] !== close) {
    const atom = atomAt(text, at, end, ',', close)
    if (atom.span.end > atom.span.start) atoms.push({ text: atom.text, span: atom.span })
    at = skipSpace(text, atom.next, end)
    if (text[at] === ',') at = skipSpace(text, at + 1, end)
    else if (at < end && text[at] !== close) at++
  }
  return { atoms }
}

/** One atom: a JSON string, or a bare word up to one of the characters that end it (old versions quoted nothing). */
function atomAt(text: string, at: number, end: number, stop: string, close: string): Read {
  if (text[at] === '"') return quoted(text, at, end)
  let to = at
  while (to < end && text[to] !== stop && !close.includes(text[to] ?? '')) to++
  const stopAt = trimEnd(text, at, to)
  return { text: text.slice(at, stopAt), span: { start: at, end: stopAt }, next: to }
}

function quoted(text: string, at: number, end: number): Read {
  const to = endOfQuoted(text, at, end)
  const raw = text.slice(at, to)
  return {
    text: unquote(raw),
    span: { start: at + 1, end: Math.max(at + 1, raw.endsWith('"') ? to - 1 : to) },
    next: to,
  }
}

/** The offset behind the closing quote of a string that opens at `at`. */
export function endOfQuoted(text: string, at: number, end: number): number {
  for (let i = at + 1; i < end; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return i + 1
  }
  return end
}

/** What a quoted word means; a word without quotes means itself. */
export function unquote(raw: string): string {
  if (!raw.startsWith('"')) return raw
  try {
    const value: unknown = JSON.parse(raw)
    return typeof value === 'string' ? value : raw
  } catch {
    return raw.slice(1, raw.length > 1 && raw.endsWith('"') ? -1 : undefined)
  }
}

function skipSpace(text: string, at: number, end: number): number {
  while (at < end && ' \t\r\n'.includes(text[at] ?? '')) at++
  return at
}

function trimEnd(text: string, from: number, end: number): number {
  while (end > from && ' \t\r\n'.includes(text[end - 1] ?? '')) end--
  return end
}
