import { parseMac } from '../../../ip/mac'
import type { JsonScalar } from '../../../text/json-tree'
import type { Span } from '../../../text/span'
import type { ExportFields } from '../export-fields'

const FIELD = /(ip_address|mac_address)["']? ?[:=] ?u?["']?([0-9a-fA-F.:/]+)/g

/**
 * Lists of dictionaries as the OpenStack clients flatten them into one text:
 *   ip_address='10.0.0.2', subnet_id='1b0c…'          (openstack, before 4.0; one dictionary a line)
 *   {"subnet_id": "1b0c…", "ip_address": "10.0.0.2"}  (neutron)
 */
export function readFlattened(
  fields: ExportFields,
  node: JsonScalar & { readonly kind: 'string' },
): { ip: string | null; mac: string | null; span: Span }[] {
  const found: { ip: string | null; mac: string | null; span: Span }[] = []
  let at = node.span.start
  for (const line of node.value.split(/\r?\n|\}, ?\{/)) {
    let ip: string | null = null
    let mac: string | null = null
    let span = node.span
    for (const [, key, text = ''] of line.matchAll(FIELD)) {
      if (key === 'mac_address') mac = parseMac(text)
      else if (ip === null) {
        ip = text
        const start = fields.offsetOf(text, at, node.span.end)
        if (start !== null) span = { start, end: start + text.length }
        at = span.end // where it is written with escapes the rest is not searched again and again
      }
    }
    if (ip !== null) found.push({ ip, mac, span })
  }
  if (found.length === 0 && /^[0-9a-fA-F.:/]+$/.test(node.value))
    found.push({ ip: node.value, mac: null, span: node.span })
  else if (found.length === 0 && !/^(\s*|\[\]|\{\}|None)$/.test(node.value))
    fields.report(node.span, 'no address was found in this')
  return found
}
