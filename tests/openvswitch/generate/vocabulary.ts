import type { Dice } from './dice'

/** The few addresses, ports and tables that the rules and packets of one world speak of, so that they often meet. */
export type Vocabulary = {
  readonly macs: readonly string[]
  readonly ipv4: readonly string[]
  readonly ipv6: readonly string[]
  readonly ports: readonly number[]
  readonly transport: readonly number[]
  readonly vlans: readonly number[]
  readonly tables: readonly number[] // ascending, the first is 0
}

const hex = (value: number): string => value.toString(16).padStart(2, '0')
const TRANSPORT = [22, 53, 67, 68, 80, 443, 546, 547, 1234, 8080]

export function makeVocabulary(dice: Dice, portCount = 6, tableCount = 5): Vocabulary {
  const mac = () => `fa:16:3e:${hex(dice.below(256))}:${hex(dice.below(256))}:${hex(dice.below(256))}`
  const ipv4 = () => `10.${dice.below(3)}.${dice.below(3)}.${dice.from(1, 20)}`
  const ipv6 = () =>
    dice.isLucky(0.4)
      ? `fe80::f816:3eff:fe${hex(dice.below(256))}:${dice.from(1, 0xffff).toString(16)}`
      : `fd00:${dice.from(1, 3)}::${dice.from(1, 40).toString(16)}`
  const tables = new Set([0])
  while (tables.size < tableCount) tables.add(dice.from(1, 90))
  return {
    macs: dice.times(6, mac),
    ipv4: dice.times(6, ipv4),
    ipv6: dice.times(6, ipv6),
    ports: dice.times(portCount, (i) => i + 1),
    transport: dice.some(TRANSPORT, 6),
    vlans: [10, 20, 30],
    tables: [...tables].sort((a, b) => a - b),
  }
}

/** What a rule or packet is about; fields of a layer can be named only where the layer is. */
export type Protocol =
  | 'any'
  | 'arp'
  | 'rarp'
  | 'ip'
  | 'icmp'
  | 'tcp'
  | 'udp'
  | 'sctp'
  | 'ipv6'
  | 'icmp6'
  | 'tcp6'
  | 'udp6'
  | 'sctp6'
  | 'mpls'

export const isIpv4 = (protocol: Protocol): boolean => ['ip', 'icmp', 'tcp', 'udp', 'sctp'].includes(protocol)
export const isIpv6 = (protocol: Protocol): boolean => ['ipv6', 'icmp6', 'tcp6', 'udp6', 'sctp6'].includes(protocol)
export const isArp = (protocol: Protocol): boolean => protocol === 'arp' || protocol === 'rarp'
/** tcp, udp or sctp; null where there are no ports. */
export const transportOf = (protocol: Protocol): string | null => /^(tcp|udp|sctp)6?$/.exec(protocol)?.[1] ?? null
