import { formatIp, parseIp } from '../../ip/ip'
import { netmaskLength } from '../../ip/prefix'

/** A command that changes what is configured: `ip addr add 172.17.20.39/20 brd + dev eth0 label eth0:1`. */
export type AddressEvent = {
  readonly kind: 'add' | 'delete'
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  readonly prefixLength: number | null
  readonly dev: string | null
  readonly label: string | null
}

/** The change a command makes, null when it makes none that we know. */
export function parseEvent(command: string): AddressEvent | null {
  const words = command
    .replace(/^sudo /, '')
    .trim()
    .split(/\s+/)
  const tool = words[0]?.split('/').at(-1)
  if (tool === 'ip') return readIp(words)
  if (tool === 'ifconfig') return readIfconfig(words)
  return null
}

function readIp(words: readonly string[]): AddressEvent | null {
  const object = words.findIndex((word, i) => i > 0 && /^a(ddr(ess)?)?$/.test(word))
  if (object < 0) return null
  const verb = words[object + 1] ?? ''
  const kind = /^(add|replace|change)$/.test(verb) ? 'add' : /^(del|delete)$/.test(verb) ? 'delete' : null
  const word = words.slice(object + 2).find((candidate) => parseIp(candidate.split('/')[0] ?? '') !== null)
  if (!kind || !word) return null
  const after = (name: string) => {
    const at = words.indexOf(name)
    return at > 0 ? (words[at + 1] ?? null) : null
  }
  const dev = after('dev')
  const [text = '', length] = word.split('/')
  const ip = parseIp(text)
  if (!ip) return null
  return {
    kind,
    address: formatIp(ip),
    family: ip.family,
    prefixLength: length === undefined ? null : Number(length),
    dev,
    label: after('label'),
  }
}

/** `ifconfig eth0:1 172.17.20.39 netmask 255.255.240.0 up`, `ifconfig eth0:1 172.17.20.39/20` */
function readIfconfig(words: readonly string[]): AddressEvent | null {
  const name = words[1]
  const word = words[2]
  if (!name || !word) return null
  const [text = '', length] = word.split('/')
  const ip = parseIp(text)
  if (!ip) return null
  const mask = words[words.indexOf('netmask') + 1]
  const dev = name.split(':')[0] ?? name
  const prefixLength =
    length !== undefined ? Number(length) : words.includes('netmask') && mask ? netmaskLength(mask) : null
  return {
    kind: 'add',
    address: formatIp(ip),
    family: ip.family,
    prefixLength,
    dev,
    label: name.includes(':') ? name : null,
  }
}
