import type { FilterCondition, FilterFamily, FilterVerdict } from '../../../packet-filter'

export type NftField = 'source' | 'destination' | 'protocol' | 'in' | 'out'
type Decision = { readonly conditions: readonly FilterCondition[]; readonly verdict: FilterVerdict }

const ADDRESS = /^(?:(ip|ip6) (saddr|daddr)|arp (saddr|daddr) ip|arp (spa|tpa))$/
const STATE = /^ct state$/

/** Gathers what the expressions of one rule say, in the words of the contract and in those that decide. */
export class NftRuleBuilder {
  readonly fields = new Map<NftField, string>()
  readonly negated: string[] = []
  target: string | null = null
  packets: number | null = null
  bytes: number | null = null
  private conditions: FilterCondition[] = []
  private readonly decisions: Decision[] = []

  /** `key` is what is looked at (`ip saddr`, `iifname`), `values` what it must be, `printed` the same as shown. */
  match(key: string, values: readonly string[], isNegated: boolean, printed: string): void {
    const address = ADDRESS.exec(key)
    const link = /^(?:meta )?(i|o)if(?:name)?$/.exec(key)
    if (address) {
      if (address[1]) this.family([address[1] === 'ip' ? 'ipv4' : 'ipv6'])
      else this.family(['arp'])
      const isSource = /^s/.test(address[2] ?? address[3] ?? address[4] ?? '')
      const side = isSource ? 'source' : 'destination'
      this.field(side, printed, isNegated)
      this.add({ kind: 'address', side, blocks: values, negated: isNegated })
    } else if (link) {
      const side = link[1] === 'i' ? 'in' : 'out'
      this.field(side, printed, isNegated)
      this.add({ kind: 'link', side, names: values, negated: isNegated })
    } else if (/^(?:(?:meta )?l4proto|ip protocol|ip6 nexthdr)$/.test(key)) {
      this.field('protocol', printed, isNegated)
      this.add({ kind: 'protocol', names: values, negated: isNegated })
    } else if (/^(?:meta )?(?:nfproto|protocol)$|^ether type$/.test(key)) {
      const families = values.flatMap((value) => familyOf(value))
      if (families.length < values.length) this.add({ kind: 'unknown', text: `${key} ${printed}` })
      else this.add({ kind: 'family', families, negated: isNegated })
    } else if (STATE.test(key)) this.add({ kind: 'state', states: values, negated: isNegated })
    else {
      const protocol = /^(tcp|udp|udplite|sctp|dccp|icmp|icmpv6|th|ah|esp|arp|ip|ip6)\s/.exec(key)?.[1]
      if (protocol === 'ip' || protocol === 'ip6') this.family([protocol === 'ip' ? 'ipv4' : 'ipv6'])
      else if (protocol === 'arp') this.family(['arp'])
      else if (protocol && protocol !== 'th') {
        if (!this.fields.has('protocol')) this.fields.set('protocol', protocol)
        this.add({ kind: 'protocol', names: [protocol], negated: false })
      }
      this.unknown(`${key} ${printed}`)
    }
  }

  unknown(text: string): void {
    this.add({ kind: 'unknown', text })
  }

  /** `accept`, `drop`, `reject`, `return`, `jump CHAIN` … ends the rule's decision. */
  verdict(word: string, chain: string | null): void {
    this.target ??= chain ?? word
    this.decisions.push({ conditions: this.conditions, verdict: nftVerdict(word, chain) })
  }

  /** One element of a verdict map: it decides only for packets whose key has that value. */
  mapped(key: string, value: string, word: string, chain: string | null): void {
    const held = this.conditions
    this.conditions = [...held]
    if (key === 'ct state' || ADDRESS.test(key) || /if(name)?$/.test(key) || /l4proto$/.test(key))
      this.matchSilently(key, value)
    else this.unknown(`${key} ${value}`)
    this.decisions.push({ conditions: this.conditions, verdict: nftVerdict(word, chain) })
    this.conditions = held
  }

  private matchSilently(key: string, value: string): void {
    const probe = new NftRuleBuilder()
    probe.match(key, [value], false, value)
    this.conditions.push(...probe.conditions)
  }

  decides(): readonly Decision[] {
    return this.decisions
  }

  private field(name: NftField, printed: string, isNegated: boolean): void {
    if (!this.fields.has(name)) this.fields.set(name, printed)
    if (isNegated && !this.negated.includes(name)) this.negated.push(name)
  }

  private family(families: readonly FilterFamily[]): void {
    this.add({ kind: 'family', families, negated: false })
  }

  private add(condition: FilterCondition): void {
    this.conditions.push(condition)
  }
}

function familyOf(value: string): FilterFamily[] {
  if (/^(ip|ipv4|0x0800)$/.test(value)) return ['ipv4']
  if (/^(ip6|ipv6|0x86dd)$/.test(value)) return ['ipv6']
  return /^(arp|0x0806)$/.test(value) ? ['arp'] : []
}

function nftVerdict(word: string, chain: string | null): FilterVerdict {
  if (word === 'accept' || /^(masquerade|snat|dnat|redirect|tproxy)$/.test(word)) return { kind: 'accept' }
  if (word === 'drop' || word === 'reject') return { kind: 'drop' }
  if (word === 'return') return { kind: 'return' }
  if ((word === 'jump' || word === 'goto') && chain !== null) return { kind: word, chain }
  return { kind: word === 'continue' ? 'continue' : 'unknown' }
}
