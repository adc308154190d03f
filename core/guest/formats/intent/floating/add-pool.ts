import { BITS, formatIp, parseIp } from '../../../../ip/ip'
import { formatPrefix, type Prefix, parsePrefix } from '../../../../ip/prefix'
import { prefixesBetween } from '../../../../ip/range'
import type { JsonNode } from '../../../../text/json-tree'
import type { TreeIntent } from '../tree-intent'

/** Adds what a pool names: `192.168.1.0/24`, `192.168.1.240-192.168.1.250` or one address. A block of one is no pool. */
export function addPool(tree: TreeIntent, node: JsonNode, text: string, group: string | null): void {
  const [first = '', last] = text.split('-').map((word) => word.trim())
  const from = parseIp(first)
  const to = last === undefined ? null : parseIp(last)
  const single = last === undefined ? parsePrefix(first) : null
  const blocks: Prefix[] = single ? [single] : from && to ? prefixesBetween(from, to) : []
  if (blocks.length === 0) return tree.wrong(node, `"${text}" is neither a network nor a range of addresses`)
  for (const block of blocks) {
    const isPool = block.length < BITS[block.family]
    const word = isPool ? formatPrefix(block) : formatIp(block)
    tree.add(node, word, { group, link: null, mac: null, role: 'vip', isPool })
  }
}
