import { BITS, ipFamily } from '../../../../ip/ip'
import { isDigits } from '../../../../text/words'
import { maskLength } from './stanza'

/** What the line of an address says. `address` is as shown. */
export type InetFact = {
  readonly address: string
  readonly prefixLength: number | null
  readonly scope: string | null
}

/** `inet A netmask M`, `inet A/24`, `inet A --> B`, `inet addr:A  Mask:M`, `inet6 A%em0 prefixlen 64`, `inet6 addr: A/64 Scope:Link`. */
export function readPlainFact(words: readonly string[]): InetFact | null {
  if (words[0] !== 'inet' && words[0] !== 'inet6') return null
  const at = words[1] === 'alias' || words[1] === 'addr:' ? 2 : 1
  const held = words[at] ?? ''
  const block = held.startsWith('addr:') ? held.slice(5) : held
  const slash = block.indexOf('/')
  const shown = slash < 0 ? block : block.slice(0, slash)
  const family = ipFamily(shown)
  if (family === null) return null
  let mask: string | undefined
  let colonMask: string | undefined
  let scope: string | undefined
  let length = slash < 0 ? undefined : block.slice(slash + 1).split('/', 1)[0]
  let scoped: string | undefined
  for (let i = at + 1; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word === 'netmask') mask ??= words[i + 1]
    else if (word.startsWith('Mask:')) colonMask ??= word.slice(5)
    else if (word === 'prefixlen') length ??= words[i + 1]
    else if (word === 'scopeid') scope ??= /<([^<>]*)>/.exec(words[i + 1] ?? '')?.[1]
    else if (word.startsWith('Scope:')) scoped ??= word.slice(6)
  }
  const shownMask = mask ?? colonMask
  const prefixLength =
    length !== undefined && isDigits(length, 3)
      ? Math.min(Number(length), BITS[family])
      : shownMask
        ? maskLength(shownMask)
        : null
  return { address: shown, prefixLength, scope: (scope ?? scoped)?.toLowerCase() ?? null }
}
