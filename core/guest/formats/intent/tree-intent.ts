import { JoinedLines } from '../../../text/joined-lines'
import type { JsonNode } from '../../../text/json-tree'
import type { Line } from '../../../text/lines'
import { readYamlTree } from '../../../text/yaml-tree'
import type { Intended } from '../../intent'
import { readAddress, readPrefixLength } from './intended-address'
import { IntentList } from './intent-list'

/** A YAML (or JSON) text whose addresses are being collected. */
export class TreeIntent {
  readonly list: IntentList
  readonly documents: readonly JsonNode[]
  private readonly joined: JoinedLines

  constructor(source: string, lines: readonly Line[]) {
    this.list = new IntentList(source)
    this.joined = new JoinedLines(lines)
    const { values, problems } = readYamlTree(this.joined.text)
    this.documents = values
    for (const { span, reason, text } of problems)
      this.list.report(this.joined.spanOf(span.start, span.end), reason, text)
    for (const line of lines) this.list.log.known(line, 'YAML')
  }

  /** An address written at a node; `mask` is what another key says of its length. */
  add(
    node: JsonNode,
    text: string,
    rest: Omit<Intended, 'source' | 'address' | 'prefixLength' | 'span'>,
    mask: string | null = null,
  ): void {
    const written = readAddress(text.trim())
    if (!written) return this.wrong(node, `"${text}" is no address`)
    const family = written.address.includes(':') ? 'ipv6' : 'ipv4'
    const prefixLength = written.prefixLength ?? (mask === null ? null : readPrefixLength(mask, family))
    if (mask !== null && prefixLength === null) this.wrong(node, `"${mask}" is no netmask`)
    this.list.add(this.joined.lineAt(node.span.start), {
      ...rest,
      address: written.address,
      prefixLength,
      span: this.spanOf(node),
    })
  }

  wrong(node: JsonNode, reason: string): void {
    const span = this.spanOf(node)
    this.list.report(
      span,
      reason,
      this.joined.text.slice(node.span.start, Math.min(node.span.end, node.span.start + 80)),
    )
  }

  private spanOf(node: JsonNode) {
    return this.joined.spanOf(node.span.start, node.span.end)
  }
}

export const memberOf = (node: JsonNode | undefined, key: string): JsonNode | undefined =>
  node?.kind === 'object' ? node.members.get(key) : undefined
export const itemsOf = (node: JsonNode | undefined): readonly JsonNode[] => (node?.kind === 'array' ? node.items : [])
export const membersOf = (node: JsonNode | undefined): readonly (readonly [string, JsonNode])[] =>
  node?.kind === 'object' ? [...node.members] : []
/** A scalar as text: numbers and booleans as they print. */
export const textOf = (node: JsonNode | undefined): string | null =>
  node?.kind === 'string' || node?.kind === 'number' || node?.kind === 'boolean' ? String(node.value) : null

/** Every object in a tree, outermost first. */
export function* objectsIn(root: JsonNode): Generator<JsonNode & { kind: 'object' }> {
  const open = [root]
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'object') yield node
    const inside = node.kind === 'object' ? [...node.members.values()] : node.kind === 'array' ? node.items : []
    for (let i = inside.length - 1; i >= 0; i--) {
      const child = inside[i]
      if (child) open.push(child)
    }
  }
}
