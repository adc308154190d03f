import type { WorldBridge, WorldPort } from '../../support/openvswitch/switch-world'
import type { Dice } from './dice'
import { type ActionTaste, PLAIN } from './random-actions'
import { randomPacket } from './random-packet'
import { EVERYTHING, type Family, PLAIN_MATCH, plainPort, randomFlows } from './random-world'
import { makeVocabulary, type Vocabulary } from './vocabulary'

const patch = (name: string, ofport: number, peer: string): WorldPort => ({
  name,
  ofport,
  type: 'patch',
  options: { peer },
})
const ACTIONS: ActionTaste = {
  ...PLAIN,
  normal: 0.2,
  clone: 0.1,
  vlan: 0.08,
  ct: 0.06,
  stack: 0.1,
  mpls: 0.03,
  groups: [1, 2],
  extraPorts: [5, 5, 5],
}

/** Two bridges with a cable between them: what crosses it forgets registers, tunnels and connections. */
export const patchFamily: Family = {
  name: 'patch',
  make: (dice, packets) => {
    const words = { ...makeVocabulary(dice, 4, 3), ports: [1, 2, 3, 4, 5] }
    const far = { ...words, ports: [1, 2, 5] }
    return {
      family: 'patch',
      bridges: [
        bridge(dice, words, 'br0', [1, 2, 3, 4].map(plainPort), patch('a5', 5, 'b5')),
        bridge(
          dice,
          far,
          'br1',
          [1, 2].map((ofport) => ({
            ...plainPort(ofport),
            name: `p${10 + ofport}`,
            ...(ofport === 2 ? { tag: 10 } : {}),
          })),
          patch('b5', 5, 'a5'),
        ),
      ],
      packets: dice.times(packets, () => ({
        bridge: dice.pick(['br0', 'br0', 'br0', 'br1']),
        packet: randomPacket(dice, dice.isLucky(0.5) ? words : far, { protocols: EVERYTHING, vlan: 0.2, tunnel: 0 }),
        ctNext: [],
        hasPacket: false,
      })),
    }
  },
}

function bridge(
  dice: Dice,
  words: Vocabulary,
  name: string,
  ports: readonly WorldPort[],
  cable: WorldPort,
): WorldBridge {
  return {
    name,
    ports: [...ports, cable],
    flows: [
      ...randomFlows(dice, words, PLAIN_MATCH, ACTIONS),
      `table=0,priority=3,in_port=1,actions=output:5,set_field:1->reg0,output:2`,
    ],
    groups: [
      `group_id=1,type=all,bucket=bucket_id=0,actions=output:5,bucket=bucket_id=1,actions=output:2`,
      `group_id=2,type=indirect,bucket=bucket_id=0,actions=set_field:${dice.pick(words.macs)}->eth_src,output:5`,
    ],
    meters: [],
    tlvMap: [],
  }
}
