import { guestReader } from '../../../../cli/commands/parse/parse-guest'
import { findGuestDrop } from '../../../../core/guest/find-guest-drop'
import { detectDocument, detectFormat } from '../../../../core/guest/formats/detect-format'
import type { PacketFilter } from '../../../../core/guest/packet-filter'
import { splitLines } from '../../../../core/text/lines'

/** What `rollcall parse firewall` answers. */
export const parseFirewall = (text: string) => guestReader('firewall')(text, splitLines(text), null, {})

export function filterOf(text: string, command: string | null = null): PacketFilter {
  const lines = splitLines(text)
  const content = (detectDocument(lines, text) ?? detectFormat(lines))?.read(lines, command)
  if (content?.kind !== 'firewall') throw new Error('no firewall was recognised')
  return content.reading.value.filter
}

/** `yes "the rule"`, `no` or `unknown "the rule"`: what the filter does with an address of its machine. */
export function dropOf(text: string, address: string, link: string | null = null): string {
  const { drops, rule, chain } = findGuestDrop(filterOf(text), address, link)
  return [drops, rule ? rule.text : chain ? `policy of ${chain}` : null].filter((word) => word !== null).join(' ')
}
