import { splitLines } from '../../text/lines'
import type { TunnelOption } from '../fields/field-scope'

/**
 * `ovs-ofctl dump-tlv-map`:
 *
 *      class  type  length  match field
 *     ------  ----  ------  --------------
 *     0xffff  0x0        4  tun_metadata0
 */
export function parseTlvMap(text: string): TunnelOption[] {
  const options: TunnelOption[] = []
  for (const line of splitLines(text)) {
    const parts = /^(0x[0-9a-f]+|\d+)\s+(0x[0-9a-f]+|\d+)\s+(\d+)\s+tun_metadata(\d+)$/i.exec(line.text.trim())
    if (parts)
      options.push({
        optionClass: Number(parts[1]),
        type: Number(parts[2]),
        length: Number(parts[3]),
        index: Number(parts[4]),
      })
  }
  return options
}
