import { parseMac } from '../../../../ip/mac'
import type { JsonNode } from '../../../../text/json-tree'
import type { Line } from '../../../../text/lines'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { firstStatement } from '../../first-statement'
import { itemsOf, memberOf, TreeIntent, textOf } from '../tree-intent'

/** Whether a text is cloud-init's network configuration of version 1. */
export const isCloudInit = (text: string, lines: readonly Line[]): boolean =>
  /^(?:---|\{|network:|["']?version["']?\s*:|config:)/.test(firstStatement(lines)) &&
  /^[ \t{,]*["']?version["']?[ \t]*:[ \t]*["']?1\b/m.test(text) &&
  /^[ \t{,]*["']?config["']?[ \t]*:/m.test(text)

/**
 * cloud-init's network config version 1:
 *
 *     network:
 *       version: 1
 *       config:
 *         - type: physical
 *           name: eth0
 *           mac_address: "00:16:3e:0a:5c:f1"
 *           subnets: [{ type: static, address: 172.17.20.29, netmask: 255.255.240.0 }]
 */
export function parseCloudInit(lines: readonly Line[]): Reading<Intent> {
  const tree = new TreeIntent('cloud-init-v1', lines)
  for (const document of tree.documents)
    for (const device of itemsOf(memberOf(memberOf(document, 'network') ?? document, 'config')))
      readDevice(tree, device)
  return tree.list.reading()
}

function readDevice(tree: TreeIntent, device: JsonNode): void {
  const name = textOf(memberOf(device, 'name'))
  const mac = parseMac(textOf(memberOf(device, 'mac_address')) ?? '')
  for (const subnet of itemsOf(memberOf(device, 'subnets'))) {
    const address = memberOf(subnet, 'address')
    const text = textOf(address)
    if (!address || text === null) continue
    // `eth0:1` names an alias of eth0.
    const link = name?.split(':')[0] ?? null
    tree.add(
      address,
      text,
      { group: null, link, mac, role: 'static', isPool: false },
      textOf(memberOf(subnet, 'netmask')),
    )
  }
}
