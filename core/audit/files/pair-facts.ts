import type { PairFacts } from '../facts'
import { type Standing, standingOf, type Truth } from '../standing-table'
import type { Place, Programmed } from './file-evidence'
import { type FileInterface, guestOf, nameOfInterface, networkOf, speakingPorts } from './file-interface'
import { configuredOn, kindOf, registeredOn } from './judge-truths'

const NAMED_MAX = 10 // a sentence names no more

/** Who has an address configured in a network, and who is allowed to: what a pair is judged beside. */
export class Neighbourhood {
  private readonly holders = new Map<string, FileInterface[]>()
  private readonly networks = new Map<string, number>()

  constructor(interfaces: readonly FileInterface[]) {
    for (const one of interfaces)
      for (const address of one.claims.keys()) {
        const key = this.key(one, address)
        const held = this.holders.get(key) ?? []
        if (held.length === 0) this.holders.set(key, held)
        held.push(one)
      }
  }

  /** Some others that hold the address in the same network; where the network is not said, nobody is known to be beside. */
  othersHolding(one: FileInterface, address: string): readonly FileInterface[] {
    const others: FileInterface[] = []
    if (networkOf(one) === null) return others
    for (const other of this.holders.get(this.key(one, address)) ?? []) {
      if (other !== one && (other.machine === null || other.machine.key !== one.machine?.key)) others.push(other)
      if (others.length === NAMED_MAX) break
    }
    return others
  }

  holdersIn(network: string | null, address: string): readonly FileInterface[] {
    return this.holders.get(`${network} ${address}`) ?? []
  }

  networkId(network: string): number {
    const id = this.networks.get(network) ?? this.networks.size + 1
    this.networks.set(network, id)
    return id
  }

  private key = (one: FileInterface, address: string): string => `${networkOf(one)} ${address}`
}

/** A pair with its truths; `facts` as the rules of an audit ask for them, where somebody claims or allows the pair. */
export type JudgedPair = {
  readonly one: FileInterface
  readonly address: string
  readonly configured: Truth
  readonly registered: Truth
  readonly programmed: Truth
  readonly rules: readonly Place[] // of flow tables: those that decide against it
  readonly standing: Standing | null
  readonly facts: PairFacts | null
}

/** Judges one pair. Files know no time and no subnets: rules that ask for them stay silent. */
export function judgePair(
  one: FileInterface,
  address: string,
  beside: Neighbourhood,
  programmedOn: (one: FileInterface, address: string) => Programmed,
): JudgedPair {
  const configured = configuredOn(one, address)
  const registered = registeredOn(one, address)
  const decided = programmedOn(one, address)
  const kind = kindOf(one, address)
  const haVip = one.haVips.get(address) ?? null
  const isShared = haVip !== null || kind === 'allowed-pair'
  const others = configured === 'yes' || isShared ? beside.othersHolding(one, address) : []
  const found = standingOf(configured, registered, decided.answer)
  const standing = found === 'unused' && isShared && others.length > 0 ? 'standby' : found
  const truths = { configured, registered, programmed: decided.answer }
  const judged = { one, address, ...truths, rules: decided.places }
  if (standing === null) return { ...judged, standing, facts: null }
  const network = networkOf(one) ?? 'this network'
  const facts: PairFacts = {
    vpcId: beside.networkId(network),
    vpc: network,
    nicId: one.index,
    nic: nameOfInterface(one) ?? '',
    nicMac: one.mac ?? '',
    guestId: one.index,
    guest: guestOf(one),
    host:
      speakingPorts(one)
        .map(({ port }) => port.host)
        .find((host) => host !== null) ?? null,
    address,
    ...truths,
    standing,
    isLastSeen: false,
    since: 0,
    kind,
    havipId: haVip?.index ?? null,
    isHaVipMember: haVip !== null,
    claims: one.claims.get(address) ?? [],
    subnet: null,
    holders: others.map(guestOf),
    isShared,
    now: 0,
  }
  return { ...judged, standing, facts }
}
