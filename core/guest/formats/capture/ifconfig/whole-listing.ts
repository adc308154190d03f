import type { Link } from '../../../capture'

/**
 * For what an ifconfig that shows every address is complete: the families it was asked for, or, when nobody says what it
 * was asked, those it shows.
 */
export function wholeListing(command: string | null, seen: { ipv4: boolean; ipv6: boolean }): Link['complete'] {
  if (command === null) return { ipv4: seen.ipv4, ipv6: seen.ipv6 }
  const words = command.split(/\s+/)
  return {
    ipv4: !words.some((word) => /^(inet6|ether|link|-a6)$/.test(word)),
    ipv6: !words.some((word) => /^(inet|ether|link|-a4)$/.test(word)),
  }
}
