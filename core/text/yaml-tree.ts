import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, parseAllDocuments, visit } from 'yaml'
import type { JsonNode } from './json-tree'
import type { Problem, Span } from './span'

/** The documents of a YAML text in the shape of JSON, each value with its place. */
export type YamlText = { readonly values: readonly JsonNode[]; readonly problems: readonly Problem[] }

const CHARACTERS_MAX = 4_000_000
// An alias stands for a whole tree; trees of aliases of aliases grow without end (the "billion laughs").
const ALIASED_MAX = 20_000
const DEPTH_MAX = 200
const MESSAGES_MAX = 50

/**
 * Reads YAML 1.1 as netplan, cloud-init and Kubernetes do, anchors and merge keys (`<<`) put in. What is not well formed
 * is reported; the rest is kept.
 */
export function readYamlTree(text: string): YamlText {
  if (text.length > CHARACTERS_MAX) return refused(text, `a YAML text of more than ${CHARACTERS_MAX} characters`)
  if (deepest(text) > DEPTH_MAX) return refused(text, 'this YAML is nested too deeply')
  try {
    const problems: Problem[] = []
    const documents = parseAllDocuments(text.replace(/^\uFEFF/, ' '), {
      merge: true,
      schema: 'core',
      uniqueKeys: false,
      stringKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    })
    const values: JsonNode[] = []
    for (const document of Array.isArray(documents) ? documents : []) {
      for (const { pos, message } of document.errors.slice(0, MESSAGES_MAX)) {
        const span = within(text, pos[0], Math.max(pos[1], pos[0] + 1))
        problems.push({
          span,
          reason: `this YAML is not well formed: ${message}`,
          text: text.slice(span.start, Math.min(span.end, span.start + 80)),
        })
      }
      const reader = new TreeReader(document, text)
      const value = document.contents === null ? null : reader.read(document.contents as Node, 0)
      if (value) values.push(value)
      problems.push(...reader.problems)
    }
    return { values, problems }
  } catch {
    return refused(text, 'this YAML cannot be read')
  }
}

const refused = (text: string, reason: string): YamlText => ({
  values: [],
  problems: [{ span: { start: 0, end: text.length }, reason, text: text.slice(0, 80) }],
})

const within = (text: string, start: number, end: number): Span => ({
  start: Math.min(start, text.length),
  end: Math.min(Math.max(start, end), text.length),
})

/** How deep brackets, indents and dashes nest at most: the parser recurses as deep. */
function deepest(text: string): number {
  let open = 0
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '[' || char === '{') depth = Math.max(depth, ++open)
    else if (char === ']' || char === '}') open = Math.max(0, open - 1)
  }
  return Math.max(depth, deepestIndent(text))
}

function deepestIndent(text: string): number {
  let depth = 0
  for (const found of text.matchAll(/^(?:[ \t]*[-?:][ \t]+)*/gm))
    depth = Math.max(depth, found[0].replace(/[ \t]/g, '').length)
  const stack: number[] = []
  for (const found of text.matchAll(/^ *(?=\S)/gm)) {
    const indent = found[0].length
    while ((stack.at(-1) ?? -1) >= indent) stack.pop()
    stack.push(indent)
    depth = Math.max(depth, stack.length)
  }
  return depth
}

class TreeReader {
  readonly problems: Problem[] = []
  private left = ALIASED_MAX
  private aliases = 0 // how many aliases the node being read stands in

  constructor(
    private readonly document: Document.Parsed | Document,
    private readonly text: string,
  ) {}

  read(node: Node | null, depth: number): JsonNode | null {
    if (!node) return null
    if (this.aliases > 0) this.left--
    if (this.left <= 0 || depth > DEPTH_MAX) {
      if (this.problems.length === 0)
        this.problems.push({
          span: this.spanOf(node),
          reason: 'anchors make this YAML larger than can be read',
          text: '',
        })
      return null
    }
    if (isAlias(node)) {
      this.aliases++
      const value = this.read(this.targetOf(node.source), depth + 1)
      this.aliases--
      return value
    }
    const span = this.spanOf(node)
    if (isMap(node)) return { kind: 'object', span, members: this.membersOf(node.items, depth) }
    if (isSeq(node)) {
      const items = node.items.flatMap((item) => this.read(item as Node, depth + 1) ?? [])
      return { kind: 'array', span, items }
    }
    if (isScalar(node)) return scalarNode(node.value, node.source, span)
    return null
  }

  private membersOf(pairs: readonly unknown[], depth: number): Map<string, JsonNode> {
    const members = new Map<string, JsonNode>()
    const merged = new Map<string, JsonNode>()
    for (const pair of pairs) {
      if (!isPair(pair)) continue
      const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : null
      const value = this.read(pair.value as Node | null, depth + 1)
      if (key === null) continue
      if (key === '<<') mergeInto(merged, value)
      else members.set(key, value ?? { kind: 'null', span: this.spanOf(pair.key as Node) })
    }
    for (const [key, value] of merged) if (!members.has(key)) members.set(key, value)
    return members
  }

  private readonly anchors = new Map<string, Node>()
  private isIndexed = false

  /** The node of an anchor. Anchors given twice are rare; the last counts. */
  private targetOf(name: string): Node | null {
    if (!this.isIndexed) {
      this.isIndexed = true
      visit(this.document, {
        Node: (_key, node) => {
          const anchor = 'anchor' in node ? node.anchor : undefined
          if (anchor) this.anchors.set(anchor, node as Node)
        },
      })
    }
    return this.anchors.get(name) ?? null
  }

  private spanOf(node: Node): Span {
    const [start = 0, end = 0] = node.range ?? []
    return within(this.text, start, end)
  }
}

function mergeInto(merged: Map<string, JsonNode>, value: JsonNode | null): void {
  const maps = value?.kind === 'array' ? value.items : value ? [value] : []
  for (const map of maps)
    if (map.kind === 'object') for (const [key, one] of map.members) if (!merged.has(key)) merged.set(key, one)
}

function scalarNode(value: unknown, source: string | undefined, span: Span): JsonNode {
  if (value === null || value === undefined) return { kind: 'null', span }
  if (typeof value === 'boolean') return { kind: 'boolean', span, value }
  if (typeof value === 'number') return { kind: 'number', span, value }
  return { kind: 'string', span, value: typeof value === 'string' ? value : (source ?? String(value)) }
}
