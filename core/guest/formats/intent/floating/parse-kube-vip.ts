import { parseIp } from '../../../../ip/ip'
import type { JsonNode } from '../../../../text/json-tree'
import type { Line } from '../../../../text/lines'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { itemsOf, memberOf, membersOf, objectsIn, TreeIntent, textOf } from '../tree-intent'
import { addPool } from './add-pool'

/** Whether a text is a manifest of kube-vip, or of the provider that gives services its addresses. */
export const isKubeVip = (text: string): boolean =>
  /^[ \t{,-]*["']?kind["']?[ \t]*:/m.test(text) &&
  (/["']?name["']?[ \t]*:[ \t]*["']?vip_\w+/.test(text) || /^[ \t]*["']?(?:range|cidr)-[\w.-]+["']?[ \t]*:/m.test(text))

/**
 * kube-vip is told its address in the environment of its container, in a static pod or a daemon set:
 *
 *     env:
 *     - { name: vip_interface, value: eth0 }
 *     - { name: vip_cidr, value: "32" }
 *     - { name: address, value: 172.17.20.39 }
 *
 * Its cloud provider reads ranges from a ConfigMap: `range-global: 172.17.20.40-172.17.20.49`.
 */
export function parseKubeVip(lines: readonly Line[]): Reading<Intent> {
  const tree = new TreeIntent('kube-vip', lines)
  for (const document of tree.documents)
    for (const object of objectsIn(document)) {
      const env = memberOf(object, 'env')
      if (env) readEnvironment(tree, env, textOf(memberOf(object, 'name')))
      if (textOf(memberOf(object, 'kind')) === 'ConfigMap')
        for (const [key, value] of membersOf(memberOf(object, 'data')))
          if (/^(range|cidr)-/.test(key)) for (const text of words(textOf(value))) addPool(tree, value, text, key)
    }
  return tree.list.reading()
}

function readEnvironment(tree: TreeIntent, env: JsonNode, group: string | null): void {
  const values = new Map<string, JsonNode>()
  for (const item of itemsOf(env)) {
    const name = textOf(memberOf(item, 'name'))
    const value = memberOf(item, 'value')
    if (name !== null && value) values.set(name, value)
  }
  if (![...values.keys()].some((name) => name.startsWith('vip_'))) return
  const link = textOf(values.get('vip_interface')) || null
  const masks = words(textOf(values.get('vip_cidr')) ?? textOf(values.get('vip_subnet')))
  for (const node of [values.get('address'), values.get('vip_address')]) {
    const texts = words(textOf(node))
    for (const [i, text] of texts.entries()) {
      if (!node) continue
      const host = text.split('/')[0] ?? ''
      const mask = masks[Math.min(i, masks.length - 1)]?.replace(/^\//, '') ?? null
      if (parseIp(host) === null) tree.wrong(node, `${text} is a name: which address it stands for is not said here`)
      else
        tree.add(
          node,
          text,
          { group, link, mac: null, role: 'vip', isPool: false },
          text.includes('/') || mask === 'auto' ? null : mask,
        )
    }
    if (texts.length > 0) return
  }
}

const words = (text: string | null): string[] =>
  (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
