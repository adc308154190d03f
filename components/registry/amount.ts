/** Numbers as people read them: whole while they are short, a power of two where a subnet holds more than anybody counts. */
export function formatSize(size: string): string {
  const value = BigInt(size)
  return value <= 4_294_967_296n ? Number(value).toLocaleString('en') : `2^${value.toString(2).length - 1}`
}

/** How many addresses are left: network, broadcast, gateway and reserved ones are not. */
export function formatFree(size: string, used: number, kept: number): string {
  const left = BigInt(size) - BigInt(used) - BigInt(kept)
  if (left > 4_294_967_296n) return `about ${formatSize(size)}`
  return Number(left < 0n ? 0n : left).toLocaleString('en')
}

/** How many addresses an IPv4 or IPv6 subnet keeps for itself. */
export function countKept(cidr: string, gateway: string | null, reserved: readonly string[]): number {
  const length = Number(cidr.slice(cidr.indexOf('/') + 1))
  const ends = !cidr.includes(':') && length < 31 ? 2 : 0
  return ends + (gateway === null ? 0 : 1) + reserved.length
}

export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`
