import { parseMac } from '../ip/mac'
import { type Line, spanOf, splitLines } from '../text/lines'
import type { Parsed, Problem } from '../text/span'
import { type Detail, inEvaluationOrder, type VfpGroup, type VfpLayer, type VfpPort, type VfpRule } from './vfp-model'

type RuleDraft = { -readonly [K in keyof VfpRule]: VfpRule[K] } & { conditions: string[]; details: Detail[] }
type GroupDraft = { -readonly [K in keyof VfpGroup]: VfpGroup[K] } & {
  conditions: string[]
  details: Detail[]
  rules: RuleDraft[]
}
type LayerDraft = { -readonly [K in keyof VfpLayer]: VfpLayer[K] } & { details: Detail[]; groups: GroupDraft[] }
type PortDraft = { -readonly [K in keyof VfpPort]: VfpPort[K] } & { details: Detail[]; layers: LayerDraft[] }
type Section = 'conditions' | 'details'

/** Where the next line belongs. */
type Place = {
  port: PortDraft | null
  layer: LayerDraft | null
  group: GroupDraft | null
  rule: RuleDraft | null
  section: Section
  sectionIndent: number
}

const HEADING = /^(ITEM LIST|Command \S+ succeeded!?|=+|-+)$/i
const ENTRY = /^\s*(LAYER|GROUP|RULE|SPACE|Port name)\s*:\s*(.*)$/
const PAIR = /^\s*([^:]+?)\s*:\s*(.*)$/

/**
 * What `vfpctrl` lists of a Hyper-V host: `/list-vmswitch-port`, `/list-layer`, `/list-group`, `/list-rule`, one or several
 * after another. Lines are `Key : value`, indented under LAYER, GROUP and RULE (microsoft/SDN,
 * Kubernetes/windows/debug/VFP.psm1):
 *
 *     LAYER : VNET_ENCAP_LAYER
 *         Priority : 1000
 *       GROUP : VNET_GROUP_ENCAP_IPV4_OUT
 *           Direction : OUT
 *         RULE : VNET_ENCAP_RULE_1
 *             Priority : 45535
 *             Conditions:
 *                 Source IP : 10.0.0.4
 */
export function parseVfpctrl(text: string): Parsed<VfpPort[]> {
  const ports: PortDraft[] = []
  const problems: Problem[] = []
  const place: Place = { port: null, layer: null, group: null, rule: null, section: 'details', sectionIndent: 0 }
  for (const line of splitLines(text)) {
    const body = line.text.trim()
    if (body === '' || HEADING.test(body)) {
      place.section = 'details'
      continue
    }
    const entry = ENTRY.exec(line.text)
    if (entry) enter(entry[1] ?? '', (entry[2] ?? '').trim(), line, place, ports)
    else if (!keep(line, place))
      problems.push({
        span: spanOf(line),
        reason: 'belongs to no port, layer, group or rule',
        text: body.slice(0, 200),
      })
  }
  return { value: ports.map(finish), problems }
}

const newPort = (name: string | null): PortDraft => ({
  name,
  friendlyName: null,
  mac: null,
  details: [],
  layers: [],
  unifiedFlows: [],
})
const newGroup = (name: string | null): GroupDraft => ({
  name,
  direction: null,
  priority: null,
  conditions: [],
  details: [],
  rules: [],
})

function enter(kind: string, name: string, line: Line, place: Place, ports: PortDraft[]): void {
  place.section = 'details'
  place.rule = null
  if (kind === 'Port name') {
    place.port = newPort(name)
    place.layer = null
    place.group = null
    ports.push(place.port)
    return
  }
  if (!place.port) {
    place.port = newPort(null)
    ports.push(place.port)
  }
  if (kind === 'LAYER' || !place.layer) {
    place.group = null
    const layer: LayerDraft = { name: kind === 'LAYER' ? name : '', priority: null, details: [], groups: [], flows: [] }
    place.layer = layer
    place.port.layers.push(layer)
    if (kind === 'LAYER') return
  }
  if (kind === 'GROUP' || !place.group) {
    place.group = newGroup(kind === 'GROUP' ? name : null)
    place.layer.groups.push(place.group)
    if (kind === 'GROUP') return
  }
  if (kind !== 'RULE') return
  place.rule = {
    id: null,
    name: name === '' ? null : name,
    priority: null,
    order: 0,
    isDefault: false,
    conditions: [],
    action: null,
    hits: null,
    details: [],
    line: line.number,
    span: spanOf(line),
  }
  place.group.rules.push(place.rule)
}

/** Takes a line that says something of the entry it stands under; false when there is none. */
function keep(line: Line, place: Place): boolean {
  const body = line.text.trim()
  const owner = place.rule ?? place.group ?? place.layer ?? place.port
  if (!owner) return false
  const indent = line.text.length - line.text.trimStart().length
  if (/^Conditions\s*:$/i.test(body)) {
    place.section = 'conditions'
    place.sectionIndent = indent
    return true
  }
  if (place.section === 'conditions' && indent > place.sectionIndent) {
    if (body !== '<none>' && 'conditions' in owner) owner.conditions.push(body)
    return true
  }
  place.section = 'details'
  const pair = PAIR.exec(line.text)
  const [key, value] = pair ? [pair[1] ?? '', (pair[2] ?? '').trim()] : [body, '']
  if (!assign(owner, key.toLowerCase(), value)) owner.details.push({ key, value })
  return true
}

/** Puts a value where the model has a place for it; false when it has none. */
function assign(owner: RuleDraft | GroupDraft | LayerDraft | PortDraft, key: string, value: string): boolean {
  if (key === 'priority' && 'priority' in owner && /^\d+$/.test(value)) owner.priority = Number(value)
  else if (key === 'direction' && 'direction' in owner && /^(in|out)$/i.test(value))
    owner.direction = value.toLowerCase() === 'in' ? 'in' : 'out'
  else if (key === 'mac address' && 'mac' in owner) owner.mac = parseMac(value)
  else if ((key === 'port friendly name' || key === 'friendly name') && 'friendlyName' in owner)
    owner.friendlyName = value
  else if (key === 'friendly name' && 'isDefault' in owner) owner.name ??= value
  else if (key === 'type' && 'isDefault' in owner) owner.action = value
  else if (key === 'hits' && 'isDefault' in owner && /^\d+$/.test(value)) owner.hits = Number(value)
  else return false
  return true
}

/** Puts everything in the order in which it is asked. */
const finish = (port: PortDraft): VfpPort => ({
  ...port,
  layers: inEvaluationOrder(port.layers).map((layer) => ({
    ...layer,
    groups: inEvaluationOrder(layer.groups).map((group) => ({
      ...group,
      rules: inEvaluationOrder(group.rules).map((rule, order) => ({ ...rule, order })),
    })),
  })),
})
