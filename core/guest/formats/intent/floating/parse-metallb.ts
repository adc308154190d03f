import type { JsonNode } from '../../../../text/json-tree'
import type { Line } from '../../../../text/lines'
import { readYamlTree } from '../../../../text/yaml-tree'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { itemsOf, memberOf, objectsIn, TreeIntent, textOf } from '../tree-intent'
import { addPool } from './add-pool'

/** Whether a text is a manifest of MetalLB's pools, in a resource of its own or in the old ConfigMap. */
export const isMetalLb = (text: string): boolean =>
  /^[ \t{,-]*["']?kind["']?[ \t]*:[ \t]*["']?(?:IPAddressPool|AddressPool)\b/m.test(text) ||
  /^[ \t{,-]*["']?address-pools["']?[ \t]*:/m.test(text)

/**
 * MetalLB gives services addresses out of pools (metallb.io), which name networks or ranges:
 *
 *     kind: IPAddressPool
 *     metadata: { name: first }
 *     spec:
 *       addresses: [192.168.10.0/24, 192.168.9.1-192.168.9.5]
 *
 * Until 0.12 they stood as YAML inside a ConfigMap, under `address-pools`.
 */
export function parseMetalLb(lines: readonly Line[]): Reading<Intent> {
  const tree = new TreeIntent('metallb', lines)
  for (const document of tree.documents)
    for (const object of objectsIn(document)) {
      if (/^(IPAddressPool|AddressPool)$/.test(textOf(memberOf(object, 'kind')) ?? ''))
        readPool(tree, memberOf(object, 'spec'), textOf(memberOf(memberOf(object, 'metadata'), 'name')))
      for (const pool of itemsOf(memberOf(object, 'address-pools')))
        readPool(tree, pool, textOf(memberOf(pool, 'name')))
      const config = memberOf(memberOf(object, 'data'), 'config')
      const inner = textOf(config)
      if (!config || inner === null) continue
      // The text of the inner document is one value of the outer: its place is that of all its addresses.
      for (const value of readYamlTree(inner).values)
        for (const pool of itemsOf(memberOf(value, 'address-pools')))
          readPool(tree, pool, textOf(memberOf(pool, 'name')), config)
    }
  return tree.list.reading()
}

function readPool(tree: TreeIntent, pool: JsonNode | undefined, name: string | null, place?: JsonNode): void {
  for (const item of itemsOf(memberOf(pool, 'addresses') ?? memberOf(pool, 'cidr'))) {
    const text = textOf(item)
    if (text !== null) addPool(tree, place ?? item, text, name)
  }
}
