import { parsePrefix } from '../../ip/prefix'
import type { LoopbackClaim } from './claim-reader'
import type { FileFinding, Place } from './file-evidence'
import { type LooseFinding, toFinding } from './file-finding'
import { type FileInterface, guestOf, nameOfInterface, speakingPorts } from './file-interface'
import type { InterfaceBook } from './interface-book'

const WIDEST = { ipv4: 16, ipv6: 48 } as const // an address pair wider than this is as good as none

/** What is wrong with an interface as its registry has it: no filter at all, or one that filters nothing. */
export function judgePort(one: FileInterface): FileFinding[] {
  const data = { nic: nameOfInterface(one), guest: guestOf(one) }
  return speakingPorts(one).flatMap(({ source, port }) => {
    if (port.sourceCheck === 'off' || port.sourceCheck === 'routed')
      return [toFinding({ rule: 'filter-off', severity: 2, data }, [{ source, span: port.span }])]
    return port.admits.flatMap(({ ipv4, ipv6, span }) =>
      [ipv4, ipv6]
        .flatMap((listed) => (listed === 'any' ? [] : listed))
        .flatMap((text) => {
          const prefix = parsePrefix(text)
          if (!prefix || prefix.length >= WIDEST[prefix.family]) return []
          return [toFinding({ rule: 'too-wide', severity: 2, data: { ...data, prefix: text } }, [{ source, span }])]
        }),
    )
  })
}

/** Addresses that should float or be reached, on a device that no neighbour reaches. */
export function judgeLoopback(
  claims: readonly LoopbackClaim[],
  book: InterfaceBook,
  intended: ReadonlyMap<string, readonly Place[]>,
): LooseFinding[] {
  const floating = new Set(book.haVips.map(({ havip }) => havip.address))
  return claims.flatMap(({ machine, address, place }): LooseFinding[] => {
    if (!floating.has(address) && !intended.has(address) && !book.ofAddress(address)) return []
    const data = { address, guest: machine.name ?? 'a guest' }
    return [{ one: null, address, finding: toFinding({ rule: 'vip-on-loopback', severity: 2, data }, [place]) }]
  })
}
