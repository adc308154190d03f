import { JoinedLines } from '../../text/joined-lines'
import { type JsonArray, type JsonNode, type JsonObject, readJsonTree } from '../../text/json-tree'
import type { Line } from '../../text/lines'
import type { Span } from '../../text/span'
import { LineLog, type Reading } from '../capture'

/** `host | SUCCESS => {…}`: how ansible announces what a machine answered. */
export const ANNOUNCEMENT = /^[ \t]*\S+ \| [A-Z]+!?(?: \| rc=-?\d+)? =>/gm

/** The JSON documents of some text, which may stand behind ansible's announcements. */
export const readJsonDocuments = (text: string) =>
  readJsonTree(text.includes(' => ') ? text.replace(ANNOUNCEMENT, (head) => ' '.repeat(head.length)) : text)

/** Evidence that is JSON: its values with their places in the text, and a mark for every line. */
export class JsonEvidence {
  readonly values: readonly JsonNode[]
  readonly log = new LineLog()
  private readonly joined: JoinedLines
  private readonly readTo: number

  constructor(lines: readonly Line[]) {
    this.joined = new JoinedLines(lines)
    const { values, problems, readTo } = readJsonDocuments(this.joined.text)
    this.values = values
    this.readTo = readTo
    for (const { span, reason } of problems) this.report(span, reason)
  }

  /** Notes a problem at a place; `text` is what stands there. */
  report(span: Span, reason: string): void {
    const text = this.joined.text.slice(span.start, Math.min(span.end, span.start + 80))
    const line = this.joined.lineAt(span.start)
    this.log.report(line, { span: this.joined.spanOf(span.start, span.end), reason, text })
  }

  /** Notes that a line's value is a fact, and answers where the value stands. */
  fact(node: JsonNode, note: string): Span {
    const line = this.joined.lineAt(node.span.start)
    if (line) this.log.fact(line, note)
    return this.place(node)
  }

  lineOf(node: JsonNode): Line | undefined {
    return this.joined.lineAt(node.span.start)
  }

  /** Where a value stands, a text without its quotes. */
  place(node: JsonNode): Span {
    const quote = node.kind === 'string' && node.span.end - node.span.start >= 2 ? 1 : 0
    return this.joined.spanOf(node.span.start + quote, node.span.end - quote)
  }

  reading<T>(value: T): Reading<T> {
    const last = this.joined.indexAt(this.readTo)
    for (const [index, line] of this.joined.lines.entries())
      if (index <= last) this.log.known(line, 'JSON')
      else this.log.unread(line, 'it stands behind the place where the JSON breaks off')
    return this.log.reading(value)
  }
}

/** The objects that are, or stand in the lists of, some values. */
export function objectsIn(values: readonly JsonNode[]): JsonObject[] {
  return values.flatMap((node) =>
    node.kind === 'object' ? [node] : node.kind === 'array' ? node.items.flatMap((item) => asObject(item) ?? []) : [],
  )
}

export const asObject = (node: JsonNode | null | undefined): JsonObject | null =>
  node?.kind === 'object' ? node : null

export const itemsOf = (node: JsonNode | null | undefined): JsonArray['items'] =>
  node?.kind === 'array' ? node.items : []

/** The member under the first of several names; null counts as absent. */
export function memberOf(object: JsonObject | null, ...names: readonly string[]): JsonNode | null {
  for (const name of names) {
    const node = object?.members.get(name)
    if (node && node.kind !== 'null') return node
  }
  return null
}

/** A text; a number is taken for the text it is written as, the empty text for none. */
export function textOf(node: JsonNode | null | undefined): string | null {
  if (node?.kind === 'number') return String(node.value)
  return node?.kind === 'string' && node.value !== '' ? node.value : null
}

/** A prefix length, as a number or written as a text; null when it is none of the family. */
export function lengthOf(node: JsonNode | null | undefined, bits: number): number | null {
  const text = textOf(node)
  return text !== null && /^\d{1,3}$/.test(text) && Number(text) <= bits ? Number(text) : null
}
