import { parseMac } from '../../../../ip/mac'
import type { Line } from '../../../../text/lines'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { firstStatement } from '../../first-statement'
import { readAddress } from '../intended-address'
import { IntentList } from '../intent-list'
import { type IniEntry, readIni } from './ini-entries'

/** Whether a text is a connection as NetworkManager keeps it. */
export const isKeyfile = (text: string, lines: readonly Line[]): boolean =>
  /^\s*\[(?:connection|ipv4|ipv6|ethernet|802-3-ethernet|bond|bridge|vlan|team|user|wifi|proxy)\]/.test(
    firstStatement(lines),
  ) && /^\s*\[(?:connection|ipv4|ipv6)\]/m.test(text)

/**
 * nm-settings-keyfile(5): an address has its gateway behind a comma; older files number `addresses`, newer ones `address`:
 *
 *     [connection]
 *     interface-name=eth0
 *     [ethernet]
 *     mac-address=00:16:3E:0A:5C:F1
 *     [ipv4]
 *     address1=172.17.20.29/20,172.17.16.1
 *     addresses=172.17.20.39/20;172.17.20.40/20;
 */
export function parseKeyfile(lines: readonly Line[]): Reading<Intent> {
  const list = new IntentList('networkmanager-keyfile')
  const entries = readIni(lines, list.log)
  const find = (section: RegExp, key: string) =>
    entries.find((one) => section.test(one.section) && one.key === key)?.value
  const link = find(/^connection$/, 'interface-name') ?? find(/^(vlan|bond|bridge|team)$/, 'interface-name') ?? null
  const mac = parseMac(find(/^(802-3-)?ethernet$|^infiniband$|^wifi$/, 'mac-address') ?? '')
  for (const entry of entries) {
    if (!/^ipv[46]$/.test(entry.section) || !/^address(?:es)?\d*$/.test(entry.key)) continue
    for (const text of addressesOf(entry)) {
      const written = readAddress(text)
      if (written)
        list.add(entry.line, { group: null, link, mac, ...written, role: 'static', isPool: false, span: entry.span })
      else list.report(entry.span, `"${text}" is no address`, entry.value)
    }
  }
  return list.reading()
}

/** `10.0.0.1/24,10.0.0.254` · `10.0.0.1/24;10.0.0.2/24;` · `10.0.0.1;24;10.0.0.254;` (address, length, gateway) */
function addressesOf({ value }: IniEntry): string[] {
  const parts = value
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const [first = '', second = ''] = parts
  if (/^\d{1,3}$/.test(second)) return [`${first}/${second}`]
  return parts.flatMap((part) => part.split(',')[0]?.trim() || [])
}
