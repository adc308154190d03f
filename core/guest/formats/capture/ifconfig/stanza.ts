import { netmaskLength } from '../../../../ip/prefix'
import { splitWords } from '../../../../text/words'

/** The first line of a stanza: the name shown, the MAC when it stands there, the flag when it does. */
export type StanzaHead = { readonly name: string; readonly up: boolean | null; readonly mac: string | null }

/** Heads of the newer kind: `em0: flags=8843<UP,…> mtu 1500`; OpenBSD's bridges have flags without their names. */
export const FLAGS_HEAD = /^(\S+): flags=(0x)?([0-9a-fA-F]+)(?:,[0-9a-fA-F]+)?(?:<([^<>]*)>?)?(?=\s|$)/

/** Heads of net-tools before 2.0 and BusyBox, in whatever language: `eth0      Link encap:Ethernet  HWaddr …`. */
export const ENCAP_HEAD = /^(\S+)\s+(?:\S+ )?(?:encap|Protokoll|encapsulation):\s?\S/

const MAC_WORD = /^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$/i
const UP = /(?:^|,)UP(?:,|$)/
const IFF_UP = 1

const hasUpBit = (hex: string): boolean => (Number.parseInt(hex.slice(-8), 16) & IFF_UP) !== 0

export function readStanzaHead(text: string): StanzaHead | null {
  const flags = FLAGS_HEAD.exec(text)
  if (flags) {
    const named = flags[4]
    const up = named === undefined ? hasUpBit(flags[3] ?? '') : UP.test(named)
    return { name: flags[1] ?? '', up, mac: null }
  }
  const encap = ENCAP_HEAD.exec(text)
  if (!encap?.[1]) return null
  return { name: encap[1], up: null, mac: splitWords(text).find((word) => MAC_WORD.test(word)) ?? null }
}

/** The prefix length of a mask written `255.255.240.0`, `0xfffff000` or, on Solaris and HP-UX, `fffff000`. */
export function maskLength(mask: string): number | null {
  if (mask.includes('.') || mask.includes(':')) return netmaskLength(mask)
  const hex = /^(?:0x)?([0-9a-f]{1,8})$/i.exec(mask)?.[1]
  if (!hex) return null
  const bits = Number.parseInt(hex, 16)
  return netmaskLength([24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.'))
}
