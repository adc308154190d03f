import type { Keyed } from './prefix-map'

/** Words that formats, shells and products use: as a name they tell nothing, and as a word they must stay. */
const COMMON = new Set(
  `root admin ubuntu debian centos postgres mysql oracle user agent nobody test localhost localdomain default none null true false
  up down active inactive build error available in-use primary secondary master backup standby compute network public private
  system internal patch geneve vxlan gre virtual router localnet localport unknown dynamic tcp udp icmp arp ip ipv4 ipv6 any all
  lo br-int br-ex br-tun br-phy normal drop local controller nova neutron ovn simulated vpc port host guest node server vm eth ens
  global link site scope inet inet6 ether table priority actions cookie name type id`.split(/\s+/),
)
const LINK =
  /^(lo|eth|ens?|enp|eno|wlan|bond|team|br|docker|veth|virbr|vlan|vmbr|tun|wg|dummy|ib|em|igb|vmx|xn|vtnet|hn)[-\w]{0,12}(?:[.:]\d+)?$/i
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const CLOUD_ID = /^([a-z]{1,12})-([0-9a-z]{8,32})$/
const OF_PORT = /^(tap|qvo|qvb|qbr|qg-|qr-|sg-|ovnmeta-)([0-9a-f]{8}-[0-9a-f]{2})$/

/** Pseudonyms of names: the same name has the same one everywhere. */
export class NameMap {
  private readonly names = new Set<string>()

  constructor(private readonly keyed: Keyed) {}

  /** Takes a name in, unless it is a word that must stay. */
  add(text: string | null): void {
    const name = text?.trim() ?? ''
    if (name.length < 2 || name.length > 200 || COMMON.has(name.toLowerCase()) || LINK.test(name)) return
    if (/^[\d.,:/x-]+$/i.test(name) || UUID.test(name)) return
    this.names.add(name)
  }

  /** Names that tokens cannot hold, the longest first. */
  get spaced(): string[] {
    return [...this.names].filter((name) => /[^\w:.@%-]/.test(name)).sort((a, b) => b.length - a.length)
  }

  /** The pseudonym of a name, of a UUID or of what is made from one; null when it is none of these. */
  find(text: string): string | null {
    if (UUID.test(text)) return this.mapUuid(text)
    const made = OF_PORT.exec(text)
    if (made) return `${made[1]}${this.mapUuid(`${made[2]}00-0000-0000-000000000000`).slice(0, 11)}`
    return this.names.has(text) ? this.pseudonym(text) : null
  }

  pseudonym(name: string): string {
    const digits = this.hex(`name ${name}`)
    const cloud = CLOUD_ID.exec(name)
    if (cloud && /\d/.test(cloud[2] ?? '')) return `${cloud[1]}-${digits.slice(0, cloud[2]?.length)}`
    return `name-${digits.slice(0, 8)}`
  }

  /** The first eleven characters depend on the first eleven alone: names of devices are made from them. */
  private mapUuid(uuid: string): string {
    const lower = uuid.toLowerCase()
    if (/^[0-]+$/.test(lower)) return uuid
    const head = this.hex(`uuid ${lower.slice(0, 11)}`)
    const tail = this.hex(`uuid ${lower}`)
    return `${head.slice(0, 8)}-${head.slice(8, 10)}${tail.slice(0, 2)}-4${tail.slice(2, 5)}-8${tail.slice(5, 8)}-${tail.slice(8, 20)}`
  }

  private hex = (label: string): string =>
    Array.from(this.keyed(label), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
