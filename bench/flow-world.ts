/** An anti-spoofing pipeline of four tables as fabrics program it, with four rules a guest, and packets for it. */
export const PORTS = 64
const TABLES = 4

const octets = (value: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (value >>> (8 * (count - 1 - i))) & 0xff)
const macOf = (guest: number): string =>
  `02:16:${octets(guest, 4)
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join(':')}`
const ipOf = (guest: number): string => `10.${octets(guest, 3).join('.')}`
const portOf = (guest: number): number => 1 + (guest % PORTS)

/** `perTable` rules in each of the four tables, and what drops the rest. */
export function flowLines(perTable: number): string[] {
  const lines = ['table=10,priority=50,actions=resubmit(,20)']
  for (const table of [0, 20, 30]) lines.push(`table=${table},priority=0,actions=drop`)
  lines.push('table=10,priority=60,arp,actions=drop')
  for (let guest = 1; guest <= perTable; guest++) {
    const [mac, ip, port] = [macOf(guest), ipOf(guest), portOf(guest)]
    const id = `0x${guest.toString(16)}`
    lines.push(
      `cookie=${id},table=0,priority=100,in_port=${port},dl_src=${mac},actions=set_field:${id}->reg0,resubmit(,10)`,
      `cookie=${id},table=10,priority=100,arp,reg0=${id},arp_spa=${ip},arp_sha=${mac},actions=resubmit(,30)`,
      `cookie=${id},table=20,priority=100,ip,reg0=${id},nw_src=${ip},actions=resubmit(,30)`,
      `cookie=${id},table=30,priority=100,dl_dst=${mac},actions=output:${port}`,
    )
  }
  return lines
}
export const rulesIn = (perTable: number): number => TABLES * perTable

/** Packets between guests picked evenly; every third speaks as another than it is. */
export function flowPackets(perTable: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const from = 1 + ((i * 7919) % perTable)
    const to = 1 + ((i * 104_729 + 1) % perTable)
    const source = i % 3 === 0 ? to : from
    const head = `in_port=${portOf(from)},dl_src=${macOf(from)}`
    return i % 2 === 0
      ? `${head},dl_dst=${macOf(to)},arp,arp_op=2,arp_spa=${ipOf(source)},arp_tpa=${ipOf(to)},arp_sha=${macOf(from)},arp_tha=${macOf(to)}`
      : `${head},dl_dst=${macOf(to)},tcp,nw_src=${ipOf(source)},nw_dst=${ipOf(to)},nw_ttl=64,tcp_src=40000,tcp_dst=443`
  })
}
