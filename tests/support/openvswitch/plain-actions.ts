/**
 * Datapath actions brought into a form in which two switches that do the same say the same. Not defined, and so left out:
 * the numbers of recirculations, in which order a flood leaves by its ports (and so where VLAN tags are put on and taken
 * off between them), and which bits of a header a `set` names, as that depends on the order in which the classifier
 * happens to look at its tables.
 */
export function plainActions(text: string, tags: readonly string[] = []): string {
  return sortOutputs(splitActions(withoutNumbers(text)), tags).join(',')
}

/** The VLAN tag a packet comes with, as a datapath would put it on. */
export function tagsOf(packet: string): string[] {
  const id = /\bdl_vlan=(\d+)/.exec(packet)?.[1]
  return id === undefined ? [] : [`push_vlan(vid=${id},pcp=${/\bdl_vlan_pcp=(\d+)/.exec(packet)?.[1] ?? 0})`]
}

/** `recirc(0x1)`, `recirc_id=3` */
export const withoutNumbers = (text: string): string =>
  text.replace(/recirc\(0x[0-9a-f]+\)/g, 'recirc').replace(/recirc_id=(0x)?[0-9a-f]+/g, 'recirc_id')

function splitActions(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')') depth--
    else if (i === text.length || (text[i] === ',' && depth === 0)) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  return parts
}

/** Outputs carry the tags that have been put on and taken off before them; runs of outputs are put in order. */
function sortOutputs(actions: readonly string[], start: readonly string[]): string[] {
  const done: string[] = []
  let tags = [...start]
  let run: string[] = []
  const flush = (): void => {
    done.push(...run.sort())
    run = []
  }
  for (const action of actions) {
    const nested = /^(clone|check_pkt_len)\((.*)\)$/.exec(action)
    if (/^\d+$/.test(action)) run.push(`${action}${tags.length > 0 ? `[${tags.join(' ')}]` : ''}`)
    else if (action.startsWith('push_vlan')) tags = [...tags, action]
    else if (action === 'pop_vlan') tags = tags.at(-1)?.startsWith('push') ? tags.slice(0, -1) : [...tags, 'pop']
    else {
      flush()
      done.push(nested ? plainNested(nested[1] ?? '', nested[2] ?? '', tags) : action)
    }
  }
  flush()
  return done
}

function plainNested(name: string, inside: string, tags: readonly string[]): string {
  if (name === 'clone') return `clone(${plainActions(inside, tags)})`
  const parts = splitActions(inside).map((part) => {
    const branch = /^(gt|le)\((.*)\)$/.exec(part)
    return branch ? `${branch[1]}(${plainActions(branch[2] ?? '', tags)})` : part
  })
  return `check_pkt_len(${parts.join(',')})`
}

const PAIR = /([a-z_0-9]+)=([0-9a-fx.:]+)(?:\/([0-9a-fx.:]+))?/g

/** Equal but for bits that one of the two does not name: `set(ipv4(dst=10.0.0.0/255.255.255.0))`. */
export function sayTheSame(one: string, other: string): boolean {
  if (one === other) return true
  if (one.replace(PAIR, '$1') !== other.replace(PAIR, '$1')) return false
  const pairs = [...one.matchAll(PAIR)]
  const others = [...other.matchAll(PAIR)]
  return pairs.every(([, , value = '', mask], i) => {
    const [, , otherValue = '', otherMask] = others[i] ?? []
    if (mask === undefined && otherMask === undefined) return value === otherValue
    const ones = bitsOf(mask ?? null) & bitsOf(otherMask ?? null)
    return (bitsOf(value) & ones) === (bitsOf(otherValue) & ones)
  })
}

const ALL = (1n << 128n) - 1n

/** A number, a MAC, an IPv4 or an IPv6 address as bits; null: all of them. */
function bitsOf(text: string | null): bigint {
  if (text === null) return ALL
  const octets = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  if (octets) return octets.slice(1).reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n)
  if (!text.includes(':')) return BigInt(text)
  if (/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(text)) return BigInt(`0x${text.replaceAll(':', '')}`)
  const [head = '', tail] = text.split('::')
  const words = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const left = words(head)
  const right = words(tail ?? '')
  const middle = new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  return [...left, ...middle, ...right].reduce((bits, word) => (bits << 16n) | BigInt(`0x${word}`), 0n)
}
