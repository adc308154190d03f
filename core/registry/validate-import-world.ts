/** While an import is read, the world is what is stored together with what the rows read so far have said. */
import { formatPrefix, parsePrefix } from '../ip/prefix'
import type { NamedSubnet } from './validate-address'
import type { HaVipDraft } from './validate-havip'
import type { NicDraft } from './validate-nic'
import type { Holder } from './validate-registration'
import type { SubnetDraft } from './validate-subnet'

export type ImportVpc = {
  readonly id: number
  readonly name: string
  readonly fabric: string | null
  readonly addressesMax: number
  readonly cidrs: readonly string[]
}
export type ImportSubnet = NamedSubnet & { readonly id: number; readonly vpcId: number }
export type ImportGuest = {
  readonly id: number
  readonly vpcId: number
  readonly name: string
  readonly host: string | null
}
export type ImportNic = {
  readonly id: number
  readonly vpcId: number
  readonly guest: string
  readonly name: string
  readonly mac: string
  readonly subnet: string
  used: number
  primary: string | null
}
export type ImportHaVip = HaVipDraft & { readonly id: number; readonly vpcId: number; readonly subnet: string }
export type ImportHolder = Holder & { readonly vpcId: number; readonly address: string }
export type ImportFacts = {
  readonly vpcs: readonly ImportVpc[]
  readonly subnets: readonly ImportSubnet[]
  readonly guests: readonly ImportGuest[]
  readonly nics: readonly ImportNic[]
  readonly havips: readonly ImportHaVip[]
  readonly holders: readonly ImportHolder[]
}

/** What an import would create; things name each other by what people call them, because they have no numbers yet. */
export type ImportPlan = {
  readonly subnets: { readonly vpcId: number; readonly name: string; readonly cidr: string }[]
  readonly guests: { readonly vpcId: number; readonly name: string; readonly host: string | null }[]
  readonly nics: {
    readonly vpcId: number
    readonly guest: string
    readonly subnet: string
    readonly name: string
    readonly mac: string
  }[]
  readonly havips: {
    readonly vpcId: number
    readonly subnet: string
    readonly name: string
    readonly address: string
  }[]
  readonly registrations: {
    readonly vpcId: number
    readonly mac: string
    readonly kind: string
    readonly address: string
    readonly havip: string | null
  }[]
  unchanged: number
}

const keyed = <T>(rows: readonly T[], key: (row: T) => string): Map<string, T> =>
  new Map(rows.map((row) => [key(row), row]))

function add<K, T>(lists: Map<K, T[]>, key: K, value: T): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

/** Lookups by natural key over stored and planned things; planned ones have numbers above any stored one's. */
export class ImportWorld {
  readonly plan: ImportPlan = { subnets: [], guests: [], nics: [], havips: [], registrations: [], unchanged: 0 }
  readonly #vpcs: Map<string, ImportVpc>
  readonly #subnets = new Map<number, ImportSubnet[]>()
  readonly #subnetByKey = new Map<string, ImportSubnet>()
  readonly #guests: Map<string, ImportGuest>
  readonly #nics: Map<string, ImportNic>
  readonly #macs: Map<string, string>
  readonly #havips: Map<string, ImportHaVip>
  readonly #holders = new Map<string, ImportHolder[]>()
  #next = 1_000_000_000

  constructor(facts: ImportFacts) {
    this.#vpcs = keyed(facts.vpcs, (one) => one.name)
    this.#guests = keyed(facts.guests, (one) => `${one.vpcId} ${one.name}`)
    this.#nics = keyed(facts.nics, (one) => `${one.vpcId} ${one.guest}\n${one.name}`)
    this.#macs = new Map(facts.nics.map((one) => [`${one.vpcId} ${one.mac}`, `${one.guest} ${one.name}`]))
    this.#havips = keyed(facts.havips, (one) => `${one.vpcId} ${one.address}`)
    for (const subnet of facts.subnets) this.#keepSubnet(subnet)
    for (const holder of facts.holders) this.#keepHolder(holder)
  }

  /** How many things the plan creates so far. */
  get created(): number {
    const { subnets, guests, nics, havips, registrations } = this.plan
    return subnets.length + guests.length + nics.length + havips.length + registrations.length
  }
  findVpc = (name: string): ImportVpc | undefined => this.#vpcs.get(name)
  subnetsOf = (vpc: ImportVpc): readonly ImportSubnet[] => this.#subnets.get(vpc.id) ?? []
  findGuest = (vpc: ImportVpc, name: string): ImportGuest | undefined => this.#guests.get(`${vpc.id} ${name}`)
  findNic = (guest: ImportGuest, name: string): ImportNic | undefined =>
    this.#nics.get(`${guest.vpcId} ${guest.name}\n${name}`)
  findMacHolder = (vpc: ImportVpc, mac: string): string | null => this.#macs.get(`${vpc.id} ${mac}`) ?? null
  findHaVip = (vpc: ImportVpc, address: string): ImportHaVip | undefined => this.#havips.get(`${vpc.id} ${address}`)
  holdersOf = (vpc: ImportVpc, address: string): readonly ImportHolder[] =>
    this.#holders.get(`${vpc.id} ${address}`) ?? []

  /** By name, or by CIDR in whatever form it is written. */
  findSubnet(vpc: ImportVpc, text: string): ImportSubnet | undefined {
    const prefix = text.includes('/') ? parsePrefix(text) : null
    return (
      this.#subnetByKey.get(`${vpc.id} ${prefix ? formatPrefix(prefix) : text}`) ??
      this.#subnetByKey.get(`${vpc.id} ${text}`)
    )
  }

  isRegistered(vpc: ImportVpc, nic: ImportNic, kind: string, address: string): boolean {
    return this.holdersOf(vpc, address).some(
      (one) => one.nicId === nic.id && one.kind === kind && one.address === address,
    )
  }

  addSubnet(vpc: ImportVpc, draft: SubnetDraft): ImportSubnet {
    const subnet = { ...draft, id: this.#next++, vpcId: vpc.id }
    this.plan.subnets.push({ vpcId: vpc.id, name: draft.name, cidr: draft.cidr })
    this.#keepSubnet(subnet)
    return subnet
  }

  addGuest(vpc: ImportVpc, name: string, host: string | null): ImportGuest {
    const guest = { id: this.#next++, vpcId: vpc.id, name, host }
    this.plan.guests.push({ vpcId: vpc.id, name, host })
    this.#guests.set(`${vpc.id} ${name}`, guest)
    return guest
  }

  addNic(vpc: ImportVpc, subnet: ImportSubnet, guest: ImportGuest, draft: NicDraft): ImportNic {
    const nic = {
      id: this.#next++,
      vpcId: vpc.id,
      guest: guest.name,
      name: draft.name,
      mac: draft.mac,
      subnet: subnet.cidr,
      used: 0,
      primary: null,
    }
    this.plan.nics.push({ vpcId: vpc.id, guest: guest.name, subnet: subnet.cidr, name: draft.name, mac: draft.mac })
    this.#nics.set(`${vpc.id} ${guest.name}\n${draft.name}`, nic)
    this.#macs.set(`${vpc.id} ${draft.mac}`, `${guest.name} ${draft.name}`)
    return nic
  }

  addHaVip(vpc: ImportVpc, subnet: ImportSubnet, draft: HaVipDraft): ImportHaVip {
    const havip = { ...draft, id: this.#next++, vpcId: vpc.id, subnet: subnet.cidr }
    this.plan.havips.push({ vpcId: vpc.id, subnet: subnet.cidr, ...draft })
    this.#havips.set(`${vpc.id} ${draft.address}`, havip)
    return havip
  }

  addRegistration(
    vpc: ImportVpc,
    nic: ImportNic,
    held: { kind: string; address: string; havip: string | null; by: string; claimant: number },
  ): void {
    this.plan.registrations.push({
      vpcId: vpc.id,
      mac: nic.mac,
      kind: held.kind,
      address: held.address,
      havip: held.havip,
    })
    this.#keepHolder({
      vpcId: vpc.id,
      address: held.address,
      nicId: nic.id,
      kind: held.kind,
      claimant: held.claimant,
      by: held.by,
    })
    nic.used++
    if (held.kind === 'primary') nic.primary = held.address
  }

  #keepSubnet(subnet: ImportSubnet): void {
    add(this.#subnets, subnet.vpcId, subnet)
    this.#subnetByKey.set(`${subnet.vpcId} ${subnet.cidr}`, subnet)
    this.#subnetByKey.set(`${subnet.vpcId} ${subnet.name}`, subnet)
  }

  #keepHolder(holder: ImportHolder): void {
    add(this.#holders, `${holder.vpcId} ${holder.address}`, holder)
  }
}
