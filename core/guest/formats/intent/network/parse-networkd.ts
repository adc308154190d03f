import { parseMac } from '../../../../ip/mac'
import type { Line } from '../../../../text/lines'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { firstStatement } from '../../first-statement'
import { readAddress } from '../intended-address'
import { IntentList } from '../intent-list'
import { readIni } from './ini-entries'

/** Whether a text is a .network file of systemd-networkd. */
export const isNetworkd = (text: string, lines: readonly Line[]): boolean =>
  /^\s*\[(?:Match|Network|Link|Address)\]/.test(firstStatement(lines)) && /^\s*\[(?:Network|Address)\]/m.test(text)

/**
 * systemd.network(5):
 *
 *     [Match]
 *     Name=eth0
 *     [Network]
 *     Address=172.17.20.29/20
 *     [Address]
 *     Address=172.17.20.39/20
 *     Label=eth0:1
 */
export function parseNetworkd(lines: readonly Line[]): Reading<Intent> {
  const list = new IntentList('systemd-networkd')
  const entries = readIni(lines, list.log)
  const find = (key: string) => entries.find((one) => one.section === 'Match' && one.key === key)?.value ?? ''
  const name = find('Name')
  const link = /^[^*?[\s!]+$/.test(name) ? name : null
  const mac = parseMac(find('MACAddress')) ?? parseMac(find('PermanentMACAddress'))
  for (const { section, key, value, span, line } of entries) {
    if (!/^(Network|Address)$/.test(section) || key !== 'Address' || value === '') continue
    const written = readAddress(value)
    if (written) list.add(line, { group: null, link, mac, ...written, role: 'static', isPool: false, span })
    else list.report(span, `"${value}" is no address`, value)
  }
  return list.reading()
}
