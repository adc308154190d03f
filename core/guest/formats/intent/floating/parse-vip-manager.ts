import type { Line } from '../../../../text/lines'
import { spanOf } from '../../../../text/lines'
import type { Span } from '../../../../text/span'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { firstStatement } from '../../first-statement'
import { readAddress, readPrefixLength } from '../intended-address'
import { IntentList } from '../intent-list'
import { memberOf, TreeIntent, textOf } from '../tree-intent'

const OWN_KEY =
  /^(?:trigger-key|trigger-value|dcs-type|dcs-endpoints|manager-type|hosting_type|hostingtype|endpoint_type|iface|interface|key|nodename)[ \t]*:/m
const SETTING =
  /(?:^|[\s"'=])(?:VIP_|--?)(IP|NETMASK|MASK|INTERFACE|IFACE)(?:\s*[=:]\s*|[ \t]+)("[^"]*"|'[^']*'|[^\s"',\\]+)/gi

/** Whether a text is the YAML that vip-manager reads. */
export const isVipManagerYaml = (text: string, lines: readonly Line[]): boolean =>
  /^(?:---|[a-z][\w-]*[ \t]*:)/.test(firstStatement(lines)) && /^ip[ \t]*:/m.test(text) && OWN_KEY.test(text)

/** Whether a text sets vip-manager's environment, or calls it with flags. */
export const isVipManagerEnvironment = (text: string): boolean =>
  /(?:^|[\s"'])VIP_IP\s*[=:]/m.test(text) || /\bvip-manager\b[^\n]*\s--?ip[= ]/.test(text)

/**
 * Patroni's vip-manager (`mask`, `iface`, `key` and `hosting_type` until 1.0, `netmask`, `interface` … since):
 *
 *     ip: 172.17.20.39
 *     netmask: 20
 *     interface: eth0
 *     trigger-key: "/service/pgcluster/leader"
 */
export function parseVipManagerYaml(lines: readonly Line[]): Reading<Intent> {
  const tree = new TreeIntent('vip-manager', lines)
  for (const document of tree.documents) {
    const find = (...keys: string[]) => keys.map((key) => memberOf(document, key)).find((node) => textOf(node) !== null)
    const ip = find('ip')
    const text = textOf(ip)
    const mask = textOf(find('netmask', 'mask'))
    if (!ip || text === null || text === '') continue
    const link = textOf(find('interface', 'iface'))
    const group = textOf(find('trigger-key', 'key'))
    // -1 asks for the mask of the address's old class: a length is not said.
    tree.add(
      ip,
      text,
      { group, link, mac: null, role: 'vip', isPool: false },
      mask === '-1' || mask === '' ? null : mask,
    )
  }
  return tree.list.reading()
}

/**
 * The same in the environment (`/etc/default/vip-manager`, a unit file, a compose file) or as flags:
 *
 *     VIP_IP="172.17.20.39"
 *     VIP_MASK=20
 *     VIP_IFACE="eth0"
 */
export function parseVipManagerEnvironment(lines: readonly Line[]): Reading<Intent> {
  const list = new IntentList('vip-manager')
  const values = new Map<string, { text: string; span: Span; line: Line }>()
  const close = () => {
    const ip = values.get('ip')
    const written = ip ? readAddress(ip.text) : null
    if (ip && !written) list.report(ip.span, `"${ip.text}" is no address`, ip.text)
    if (ip && written) {
      const mask = (values.get('netmask') ?? values.get('mask'))?.text
      const family = written.address.includes(':') ? 'ipv6' : 'ipv4'
      const prefixLength = written.prefixLength ?? (mask === undefined ? null : readPrefixLength(mask, family))
      const link = (values.get('interface') ?? values.get('iface'))?.text ?? null
      list.add(ip.line, {
        group: null,
        link,
        mac: null,
        address: written.address,
        prefixLength,
        role: 'vip',
        isPool: false,
        span: ip.span,
      })
    }
    values.clear()
  }
  for (const line of lines) {
    if (line.text.trim() === '') continue
    if (!/^\s*#/.test(line.text))
      for (const found of line.text.matchAll(SETTING)) {
        const [all, name = '', quoted = ''] = found
        const text = quoted.replace(/^["']|["']$/g, '')
        const start = found.index + all.length - quoted.length + (quoted === text ? 0 : 1)
        if (values.has(name.toLowerCase())) close()
        values.set(name.toLowerCase(), { text, span: spanOf(line, start, text.length), line })
      }
    list.log.known(line, 'environment')
  }
  close()
  return list.reading()
}
