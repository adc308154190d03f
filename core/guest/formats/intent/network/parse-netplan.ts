import { parseMac } from '../../../../ip/mac'
import type { JsonNode } from '../../../../text/json-tree'
import type { Line } from '../../../../text/lines'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { firstStatement } from '../../first-statement'
import { itemsOf, memberOf, membersOf, TreeIntent, textOf } from '../tree-intent'

const DEVICES = /^(ethernets|bonds|bridges|vlans|wifis|modems|tunnels|vrfs|dummy-devices|virtual-ethernets|nm-devices)$/
const HEAD = /^(?:---|\{|network:|["']?version["']?\s*:|ethernets:|bonds:|bridges:|vlans:)/

/** Whether a text is netplan's, or cloud-init's network configuration of version 2, which has the same shape. */
export const isNetplan = (text: string, lines: readonly Line[]): boolean =>
  HEAD.test(firstStatement(lines)) &&
  /^[ \t{,]*["']?(?:ethernets|bonds|bridges|vlans|wifis|modems|tunnels|vrfs|dummy-devices)["']?[ \t]*:/m.test(text) &&
  !/^[ \t{,]*["']?apiVersion["']?[ \t]*:/m.test(text)

/**
 * netplan(5), and cloud-init's network config version 2:
 *
 *     network:
 *       version: 2
 *       ethernets:
 *         eth0:
 *           match: { macaddress: "00:16:3e:0a:5c:f1" }
 *           addresses: [172.17.20.29/20, "172.17.20.39/20": { label: "eth0:1" }]
 *
 * A device that is matched is called as `set-name` says; without it the key is only an id, not the link's name.
 */
export const parseNetplan =
  (source: string) =>
  (lines: readonly Line[]): Reading<Intent> => {
    const tree = new TreeIntent(source, lines)
    for (const document of tree.documents)
      for (const [kind, devices] of membersOf(memberOf(document, 'network') ?? document))
        if (DEVICES.test(kind)) for (const [key, device] of membersOf(devices)) readDevice(tree, key, device)
    return tree.list.reading()
  }

function readDevice(tree: TreeIntent, key: string, device: JsonNode): void {
  const match = memberOf(device, 'match')
  const matched = textOf(memberOf(match, 'name'))
  const name = match === undefined ? key : matched !== null && !/[*?[]/.test(matched) ? matched : null
  const link = textOf(memberOf(device, 'set-name')) ?? name
  const mac = parseMac(textOf(memberOf(match, 'macaddress')) ?? textOf(memberOf(device, 'macaddress')) ?? '')
  for (const item of itemsOf(memberOf(device, 'addresses'))) {
    const texts = item.kind === 'object' ? [...item.members.keys()] : [textOf(item) ?? '']
    for (const text of texts) tree.add(item, text, { group: null, link, mac, role: 'static', isPool: false })
  }
}
