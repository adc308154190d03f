import { type Flow, W, word } from '../fields/flow-layout'
import { VLAN_PRESENT } from '../fields/prerequisites'
import type { PriorityTags, SwitchPort } from './switch-model'
import { VLANS_MAX } from './vlan-stack'

/** A VLAN tag while the packet is inside the switch: `priority` lies where the tag has it, in the highest three bits. */
export type Tag = { readonly etherType: number; readonly id: number; readonly priority: number }
type Tags = readonly [Tag, Tag]

const NONE: Tag = { etherType: 0, id: 0, priority: 0 }
const DOT1Q = 0x8100
const isVlanType = (type: number): boolean => type === DOT1Q || type === 0x88a8

/** The tags of a packet, outermost first. */
export function readTags(flow: Flow): [Tag, Tag] {
  const tags: [Tag, Tag] = [NONE, NONE]
  for (let i = 0; i < VLANS_MAX; i++) {
    const tci = word(flow, W.vlanTci + i)
    const type = word(flow, W.vlanTpid + i)
    if (!isVlanType(type) || (tci & VLAN_PRESENT) === 0) break
    tags[i as 0 | 1] = { etherType: type, id: tci & 0xfff, priority: tci & 0xe000 }
  }
  return tags
}

/** The tags a packet has inside the switch, given the port it came by. */
export function tagsAfterInput(port: SwitchPort, tags: Tags): [Tag, Tag] {
  const own = (): Tag => ({ etherType: tags[0].etherType || DOT1Q, id: port.tag, priority: tags[0].priority })
  switch (port.vlanMode) {
    case 'access':
      return [own(), NONE]
    case 'native-tagged':
    case 'native-untagged':
      return tags[0].id === 0 ? [own(), tags[1]] : [...tags]
    case 'dot1q-tunnel':
      return [{ etherType: port.qinqEtherType, id: port.tag, priority: 0 }, tags[0]]
    default:
      return [...tags]
  }
}

/** The tags a packet leaves with. */
export function tagsBeforeOutput(port: SwitchPort, tags: Tags): [Tag, Tag] {
  switch (port.vlanMode) {
    case 'access':
      return [NONE, NONE]
    case 'native-untagged':
      return tags[0].id === port.tag ? [tags[1], NONE] : [...tags]
    case 'dot1q-tunnel':
      return [tags[1], NONE]
    default:
      return [...tags]
  }
}

export function writeTags(flow: Flow, tags: Tags, priorityTags: PriorityTags): void {
  for (let i = 0; i < VLANS_MAX; i++) {
    const tag = tags[i as 0 | 1]
    let tci = tag.id | tag.priority
    if (tci !== 0 || (priorityTags === 'always' && tag.etherType !== 0)) {
      tci |= VLAN_PRESENT
      flow[W.vlanTpid + i] = tag.etherType || DOT1Q
    }
    flow[W.vlanTci + i] = tci
  }
}
