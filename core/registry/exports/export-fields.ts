import { formatIp, parseIp } from '../../ip/ip'
import { parseMac } from '../../ip/mac'
import { formatPrefix, parsePrefix } from '../../ip/prefix'
import type { JsonArray, JsonNode, JsonObject } from '../../text/json-tree'
import type { Problem, Span } from '../../text/span'
import type { ExportDocument } from './export-format'
import type { ExportedAddress } from './exported-port'

type Key = string | readonly string[]

/** The member of an object that stands under the key, or under the first of several names it goes by; null counts as absent. */
export function member(object: JsonObject | null, key: Key): JsonNode | null {
  for (const name of typeof key === 'string' ? [key] : key) {
    const node = object?.members.get(name)
    if (node && node.kind !== 'null') return node
  }
  return null
}

export const asObject = (node: JsonNode | null | undefined): JsonObject | null =>
  node?.kind === 'object' ? node : null
export const asArray = (node: JsonNode | null | undefined): JsonArray | null => (node?.kind === 'array' ? node : null)
export const has = (object: JsonObject | null, ...names: readonly string[]): boolean =>
  names.every((name) => object?.members.has(name))

/** Takes values of an export's fields out of JSON; a wrong type or an unparseable address becomes a problem at its place. */
export class ExportFields {
  readonly problems: Problem[]

  constructor(private readonly document: ExportDocument) {
    this.problems = [...document.jsonProblems]
  }

  report(span: Span, reason: string): null {
    this.problems.push({
      span,
      reason,
      text: this.document.text.slice(span.start, Math.min(span.end, span.start + 80)),
    })
    return null
  }

  /** Where a text stands between two offsets, or null: what a JSON string means may be written with escapes. */
  offsetOf(text: string, from: number, to: number): number | null {
    const at = this.document.text.slice(from, to).indexOf(text)
    return at < 0 ? null : from + at
  }

  /** A text; the empty one says nothing. Numbers are taken for the text they are written as. */
  text(object: JsonObject | null, key: Key): string | null {
    const node = member(object, key)
    return node && this.textOf(node)
  }

  textOf(node: JsonNode): string | null {
    if (node.kind === 'string') return node.value === '' ? null : node.value
    if (node.kind === 'number') return this.document.text.slice(node.span.start, node.span.end)
    return node.kind === 'null' ? null : this.report(node.span, 'a text was expected here')
  }

  /** A boolean, also as a word: tools that flatten print "True" or "true". */
  flag(object: JsonObject | null, key: Key): boolean | null {
    const node = member(object, key)
    if (!node) return null
    if (node.kind === 'boolean') return node.value
    if (node.kind === 'string' && node.value === '') return null
    const word = node.kind === 'string' ? node.value.toLowerCase() : null
    if (word === 'true' || word === 'false') return word === 'true'
    return this.report(node.span, 'true or false was expected here')
  }

  object(object: JsonObject | null, key: Key): JsonObject | null {
    const node = member(object, key)
    if (!node || node.kind === 'object') return node
    if (node.kind === 'string' && node.value === '') return null
    return this.report(node.span, 'an object was expected here')
  }

  /** The items of an array; an object that wraps one array (`{"PrivateIpSet": [...]}`) stands for it. */
  items(object: JsonObject | null, key: Key): readonly JsonNode[] {
    const node = member(object, key)
    if (!node) return []
    if (node.kind === 'array') return node.items
    if (node.kind === 'object') {
      const wrapped = [...node.members.values()].filter((one) => one.kind === 'array')
      if (wrapped.length === 1 && wrapped[0]) return wrapped[0].items
      if (node.members.size === 0) return []
    }
    if (node.kind === 'string' && node.value === '') return []
    this.report(node.span, 'a list was expected here')
    return []
  }

  /** The objects among the items of an array; what else stands there is a problem. */
  objects(object: JsonObject | null, key: Key): JsonObject[] {
    return this.items(object, key).flatMap((node) => {
      if (node.kind === 'object') return [node]
      this.report(node.span, 'an object was expected here')
      return []
    })
  }

  mac(object: JsonObject | null, key: Key): string | null {
    const node = member(object, key)
    const text = node && this.textOf(node)
    if (!node || text === null) return null
    const mac = parseMac(text)
    return mac ?? (isNoMac(text) ? null : this.report(node.span, 'this is no MAC address'))
  }

  /** The address under a key, which may carry a prefix length. */
  address(object: JsonObject | null, key: Key, primary: boolean | null = null): ExportedAddress | null {
    const node = member(object, key)
    const text = node && this.textOf(node)
    return node && text !== null ? this.addressAt(text, node.span, primary) : null
  }

  addressAt(text: string, span: Span, primary: boolean | null = null): ExportedAddress | null {
    const bare = text.trim()
    const slash = bare.indexOf('/')
    const ip = parseIp(slash < 0 ? bare : bare.slice(0, slash))
    const prefix = slash < 0 ? null : parsePrefix(bare)
    if (!ip || (slash >= 0 && !prefix)) return this.report(span, 'this is no IP address')
    return { family: ip.family, address: formatIp(ip), prefixLength: prefix?.length ?? null, primary, span }
  }

  /** An address or CIDR in canonical form. */
  cidrAt(text: string, span: Span): string | null {
    const bare = text.trim()
    const prefix = parsePrefix(bare)
    if (!prefix) return this.report(span, 'this is neither an IP address nor a CIDR')
    return bare.includes('/') ? formatPrefix(prefix) : formatIp(prefix)
  }
}

/** Link addresses that are none for us: all zeros, or longer than six octets (InfiniBand). */
export const isNoMac = (text: string): boolean =>
  /^[0:.-]+$/.test(text) || /^([0-9a-f]{2}[:-]){7,}[0-9a-f]{2}$/i.test(text)
