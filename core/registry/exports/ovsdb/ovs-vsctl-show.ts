import { LineLog } from '../../../guest/capture'
import { type Line, spanOf } from '../../../text/lines'
import type { ExportDocument, ExportFormat } from '../export-format'
import { NOTHING_EXPORTED, type SwitchInterface } from '../exported-port'
import { numberOf } from './ovsdb-table'
import { type OvsdbValue, readOvsdbText, unquote } from './ovsdb-value'
import { plainSwitchInterface } from './switch-interface'

const NAMED = /^(Bridge|Port|Interface|Manager|Controller) (?! )(.+)$/
// A dump of the database captions its tables "Bridge table".
const BRIDGE = /^Bridge (?!table$)(?:"[^"]+"|[^\s:"]+)$/
const PORT = /^(?:Port|Interface) (?!table$)(?:"[^"]+"|[^\s:"]+)$/

/**
 * Bridges, ports and interfaces as `ovs-vsctl show` prints them. Pastes lose the indentation: the words tell what is
 * inside what.
 *
 *   4b0c2d1e-…
 *       Bridge br-int
 *           Port tap-vmA
 *               tag: 1
 *               Interface tap-vmA
 *       ovs_version: "3.1.0"
 */
export const ovsVsctlShow: ExportFormat = {
  name: 'ovs-vsctl-show',
  recognises: ({ lines }) => {
    const bridge = lines.findIndex((line) => BRIDGE.test(line.text.trim()))
    if (bridge >= 0)
      return (
        lines.length < 3 ||
        lines.some((line) => PORT.test(line.text.trim()) || /^\s*(ovs_version|fail_mode|Controller)\b/.test(line.text))
      )
    return lines.some((line) => /^\s*ovs_version: /.test(line.text)) && lines.length < 50
  },
  read: (document) => {
    const { switchInterfaces, log } = readShow(document)
    return {
      ...log.reading(null),
      value: switchInterfaces.map(plainSwitchInterface),
      exported: { ...NOTHING_EXPORTED, switchInterfaces },
    }
  },
}

type Open = { -readonly [K in keyof SwitchInterface]: SwitchInterface[K] }
type OpenPort = { name: string; tag: number | null; trunks: number[] }

function readShow({ text, lines }: ExportDocument): { switchInterfaces: SwitchInterface[]; log: LineLog } {
  const log = new LineLog()
  const found: { one: Open; port: OpenPort | undefined }[] = []
  let bridge: string | null = null
  let port: OpenPort | undefined
  let one: Open | null = null
  for (const line of lines) {
    const trimmed = line.text.trim()
    if (trimmed === '') continue
    const named = NAMED.exec(trimmed)
    const name = named ? unquote(named[2] ?? '') : ''
    if (named?.[1] === 'Bridge') {
      bridge = name
      port = undefined
      one = null
      log.fact(line, 'bridge')
    } else if (named?.[1] === 'Port') {
      port = { name, tag: null, trunks: [] }
      one = null
      log.fact(line, 'port')
    } else if (named?.[1] === 'Interface') {
      one = interfaceOf(line, name, bridge)
      found.push({ one, port })
      log.fact(line, 'interface')
    } else if (named) log.known(line, 'connection')
    else takeAttribute(log, line, attributeOf(text, line), port, one)
  }
  // What a port says of VLANs may stand before or behind its interfaces.
  const switchInterfaces = found.map(
    ({ one, port: { name, tag, trunks } = { name: null, tag: null, trunks: [] } }) => ({
      ...one,
      port: name,
      tag,
      trunks,
    }),
  )
  return { switchInterfaces, log }
}

const interfaceOf = (line: Line, name: string, bridge: string | null): Open => ({
  bridge,
  port: null,
  interface: name,
  type: '',
  ofport: null,
  tag: null,
  trunks: [],
  peer: null,
  remote: null,
  ifaceId: null,
  attachedMac: null,
  span: spanOf(line),
})

function attributeOf(text: string, line: Line): { key: string; value: OvsdbValue } | null {
  const colon = line.text.indexOf(':')
  if (colon < 0) return null
  const value = readOvsdbText(text, line.start + colon + 1, line.start + line.text.length)
  return { key: line.text.slice(0, colon).trim(), value }
}

const KNOWN =
  /^(ovs_version|fail_mode|datapath_type|datapath_version|is_connected|error|bond_mode|lacp|vlan_mode|vlan_bond_mode|tag|trunks|type|options|status|qos|id|.*_mode)$/
const PLAIN = /^([0-9a-f]{4,8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{6,8}|\.\.\.)$/

function takeAttribute(
  log: LineLog,
  line: Line,
  attribute: { key: string; value: OvsdbValue } | null,
  port: OpenPort | undefined,
  one: Open | null,
): void {
  if (!attribute || !KNOWN.test(attribute.key)) {
    if (PLAIN.test(line.text.trim())) log.known(line, 'the switch')
    else log.unread(line, 'no part of a bridge')
    return
  }
  const { key, value } = attribute
  if (key === 'tag' && port) port.tag = numberOf(value.atoms[0]?.text ?? null)
  else if (key === 'trunks' && port) port.trunks = value.atoms.flatMap((atom) => numberOf(atom.text) ?? [])
  else if (key === 'type' && one) one.type = value.atoms[0]?.text ?? ''
  else if (key === 'options' && one) one.peer = value.pairs.get('peer')?.text ?? null
  else return log.known(line, key)
  log.fact(line, key)
}
