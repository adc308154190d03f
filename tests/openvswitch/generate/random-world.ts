import type { World, WorldPort } from '../../support/openvswitch/switch-world'
import type { Dice } from './dice'
import { type ActionTaste, randomActions } from './random-actions'
import { type MatchTaste, randomMatch } from './random-match'
import { randomPacket } from './random-packet'
import { makeVocabulary, type Protocol, type Vocabulary } from './vocabulary'

export const EVERYTHING: readonly Protocol[] = [
  'any',
  'any',
  'arp',
  'ip',
  'icmp',
  'tcp',
  'tcp',
  'udp',
  'sctp',
  'ipv6',
  'icmp6',
  'tcp6',
  'udp6',
  'sctp6',
]

export type Family = {
  readonly name: string
  readonly make: (dice: Dice, packets: number) => World
}

/** What makes one family unlike another. */
export type Recipe = {
  readonly match: MatchTaste
  readonly actions: ActionTaste
  readonly vlan: number // chance that a packet is tagged
  readonly tunnel?: number
  readonly ports?: readonly WorldPort[]
  readonly groups?: (dice: Dice, words: Vocabulary) => string[]
  readonly extraFlows?: (dice: Dice, words: Vocabulary) => string[]
  readonly ctNext?: number
  readonly hasPacket?: boolean
  readonly meters?: readonly string[]
  readonly tableCount?: number
}

export const plainPort = (ofport: number): WorldPort => ({ name: `p${ofport}`, ofport, type: 'dummy', options: {} })
export const PLAIN_MATCH: MatchTaste = { protocols: EVERYTHING, vlan: 0.08, ct: 0, registers: 0.2, tunnel: 0 }
const CT_STATES = ['trk,new', 'trk,est', 'trk,est,rpl', 'trk,inv', 'trk,rel', 'trk,new,rel']
const PORTS = 6

/** Priorities of one table: all different, for which of two equal ones decides is not defined. */
function priorities(dice: Dice, count: number): number[] {
  const found = new Set<number>()
  while (found.size < count) found.add(dice.pick([0, 1, 2, 10, 100, 1000, 32_768, 65_535, dice.below(65_536)]))
  return [...found]
}

export function randomFlows(dice: Dice, words: Vocabulary, match: MatchTaste, actions: ActionTaste): string[] {
  return words.tables.flatMap((table) => {
    const count = dice.from(3, 10)
    const levels = priorities(dice, count)
    const rules = levels.map((priority) => {
      const { protocol, tokens } = randomMatch(dice, words, match)
      const isTagged = tokens.some(
        (token) => /^(dl_vlan=\d|vlan_vid|vlan_tci=0x1|dl_vlan_pcp)/.test(token) && token !== 'dl_vlan=0xffff',
      )
      const place = { dice, words, protocol, table, isTagged }
      const cookie = dice.isLucky(0.2) ? `cookie=0x${dice.below(0xffff).toString(16)},` : ''
      return `${cookie}table=${table},priority=${priority}${tokens.map((token) => `,${token}`).join('')},actions=${randomActions(place, actions)}`
    })
    const last = dice.isLucky(0.6) && !levels.includes(0)
    return last
      ? [
          ...rules,
          `table=${table},priority=0,actions=${randomActions({ dice, words, protocol: 'any', table }, actions)}`,
        ]
      : rules
  })
}

/** A family of one bridge br0 with random rules of a taste. */
export function familyOf(name: string, recipe: Recipe): Family {
  return {
    name,
    make: (dice, packets) => {
      const words = makeVocabulary(dice, PORTS, recipe.tableCount)
      const flows = [
        ...randomFlows(dice, words, recipe.match, recipe.actions),
        ...(recipe.extraFlows?.(dice, words) ?? []),
      ]
      return {
        family: name,
        bridges: [
          {
            name: 'br0',
            ports: recipe.ports ?? words.ports.map(plainPort),
            flows,
            groups: recipe.groups?.(dice, words) ?? [],
            meters: recipe.meters ?? [],
            tlvMap: [],
          },
        ],
        packets: dice.times(packets, () => ({
          bridge: 'br0',
          packet: randomPacket(dice, words, {
            protocols: recipe.match.protocols,
            vlan: recipe.vlan,
            tunnel: recipe.tunnel ?? 0,
          }),
          ctNext:
            recipe.ctNext && dice.isLucky(recipe.ctNext) ? dice.times(dice.from(1, 2), () => dice.pick(CT_STATES)) : [],
          hasPacket: recipe.hasPacket ?? false,
        })),
      }
    },
  }
}
