import type { Link } from './capture'
import type { Intended } from './intent'

/** What a capture that is a definition (a libvirt domain) says a guest shall hold, as intent: it is no claim. */
export const listIntended = (source: string, links: readonly Link[]): Intended[] =>
  links.flatMap((link) =>
    link.addresses.map(({ address, prefixLength, span }) => ({
      source,
      group: null,
      link: link.name,
      mac: link.mac,
      address,
      prefixLength,
      role: 'static',
      isPool: false,
      span,
    })),
  )
