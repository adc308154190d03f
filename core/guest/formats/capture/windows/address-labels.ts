import { parseIp } from '../../../../ip/ip'
import { netmaskLength } from '../../../../ip/prefix'
import type { Line } from '../../../../text/lines'
import { readAdapterHeading } from './adapter-heading'
import { readLabelledLine } from './labelled-line'

/**
 * The labels under which a listing of ipconfig shows addresses of the adapters, in its language: those that a mask
 * follows. Windows XP puts its IPv6 addresses, too, under the label of the IPv4 ones, and marks none with a state.
 */
export function findAddressLabels(lines: readonly Line[]): ReadonlySet<string> {
  const labels = new Set<string>()
  let before: string | null = null
  let hasMask = false
  for (const line of lines) {
    if (line.text.trim() === '') continue
    const fact = readLabelledLine(line.text)
    if (!fact) {
      before = null
      if (readAdapterHeading(line.text) !== null) hasMask = false
      continue
    }
    // "DHCP Server: 255.255.255.255" may stand under a gateway; it is no mask.
    const isHostMask = fact.value === '255.255.255.255'
    if (before !== null && isMask(fact.value) && !(isHostMask && hasMask)) {
      labels.add(before)
      hasMask = true
    }
    const address = fact.value.split(/[(（]/)[0]?.trim() ?? ''
    // Without a lease Windows XP shows 0.0.0.0 with such a mask.
    const isAddress = address === '0.0.0.0' || !isMask(address)
    before = parseIp(address)?.family === 'ipv4' && isAddress ? fact.label : null
  }
  return labels
}

export const isMask = (text: string): boolean =>
  /^(255|254|252|248|240|224|192|128|0)\.\d/.test(text) && netmaskLength(text) !== null
