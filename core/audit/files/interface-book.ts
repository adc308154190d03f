import type { ExportedHaVip, ExportedPort } from '../../registry/exports/exported-port'
import type { FileHaVip, FileInterface } from './file-interface'

/**
 * The interfaces of all exports, found again by MAC, by what the fabric calls them, by instance or by address. What
 * several exports say of one MAC is said of one interface.
 */
export class InterfaceBook {
  readonly interfaces: FileInterface[] = []
  readonly haVips: FileHaVip[] = []
  private readonly byMac = new Map<string, FileInterface>()
  private readonly byRef = new Map<string, FileInterface[]>()
  private readonly byAddress = new Map<string, FileInterface | null>() // null: several have it

  /** Takes a port in; ports of routers, services and floating addresses belong to the fabric, no guest reports them. */
  addPort(source: string, port: ExportedPort): void {
    if (port.role !== 'interface' && port.role !== null) return
    const sameId = port.id === null ? undefined : this.byRef.get(`port ${port.id}`)?.[0]
    const known = (port.mac === null ? undefined : this.byMac.get(port.mac)) ?? sameId
    const one = known ?? this.open(port.mac)
    if (one.mac === null && port.mac !== null) this.nameMac(one, port.mac)
    one.ports.push({ source, port })
    for (const [kind, ref] of [
      ['port', port.id],
      ['port', port.name],
      ['instance', port.instance],
    ] as const) {
      if (ref === null) continue
      const held = this.byRef.get(`${kind} ${ref}`) ?? []
      if (held.at(-1) !== one) held.push(one)
      this.byRef.set(`${kind} ${ref}`, held)
    }
    for (const { address } of port.addresses) {
      const held = this.byAddress.get(address)
      this.byAddress.set(address, held === undefined || held === one ? one : null)
    }
  }

  /** Takes a HAVIP in, after all ports. */
  addHaVip(source: string, havip: ExportedHaVip): void {
    const members = new Set<FileInterface>()
    for (const { ref, mac } of havip.members) {
      const named = this.byRef.get(`port ${ref}`)?.[0]
      const one =
        named ??
        (mac === null ? undefined : this.byMac.get(mac)) ??
        this.ofInstance(ref, havip) ??
        this.byAddress.get(ref)
      if (one) members.add(one)
    }
    const held = { index: this.haVips.length, source, havip, members }
    for (const one of members) one.haVips.set(havip.address, held)
    this.haVips.push(held)
  }

  /** Of an instance with several interfaces the one on the subnet of the HAVIP; its first where subnets are not said. */
  private ofInstance(ref: string, havip: ExportedHaVip): FileInterface | undefined {
    const all = this.byRef.get(`instance ${ref}`) ?? []
    const isBeside = (one: FileInterface) => one.ports.some(({ port }) => port.subnets.includes(havip.vswitch ?? ''))
    return all.find(isBeside) ?? all[0]
  }

  ofMac = (mac: string): FileInterface | undefined => this.byMac.get(mac)

  /** The only interface that the registry gives this address, if there is one. */
  ofAddress = (address: string): FileInterface | undefined => this.byAddress.get(address) ?? undefined

  open(mac: string | null): FileInterface {
    const one: FileInterface = {
      index: this.interfaces.length,
      mac: null,
      link: null,
      machine: null,
      ports: [],
      haVips: new Map(),
      claims: new Map(),
      listed: { ipv4: false, ipv6: false },
    }
    this.interfaces.push(one)
    if (mac !== null) this.nameMac(one, mac)
    return one
  }

  nameMac(one: FileInterface, mac: string): void {
    one.mac = mac
    this.byMac.set(mac, one)
  }
}
