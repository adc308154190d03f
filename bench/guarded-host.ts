/**
 * A host of so many guests whose rules let each speak as its own addresses only: a port a guest, a tunnel to the others.
 * Table 0 tells ports apart, 10 filters senders, 20 knows where each MAC is, 30 filters what reaches a guest.
 */
export function makeGuardedHost(guests: number): { readonly flows: string; readonly topology: unknown } {
  const lines: string[] = []
  const add = (table: number, priority: number, match: string, actions: string): void => {
    lines.push(
      ` cookie=0x${lines.length.toString(16)}, duration=9.1s, table=${table}, n_packets=${lines.length % 97}, n_bytes=0, priority=${priority}${match && `,${match}`} actions=${actions}`,
    )
  }
  add(0, 100, 'in_port=60000', 'move:NXM_NX_TUN_ID[0..23]->NXM_NX_REG5[0..23],goto_table:20')
  for (let guest = 1; guest <= guests; guest++) {
    const mac = `02:00:00:${octet(guest >> 16)}:${octet(guest >> 8)}:${octet(guest)}`
    const own = `in_port=${guest},dl_src=${mac}`
    add(0, 100, `in_port=${guest}`, `load:${guest}->NXM_NX_REG6[],goto_table:10`)
    for (const [ip, ip6] of [
      [`10.${guest >> 8}.${guest & 255}.4`, `fd00::${guest.toString(16)}:4`],
      [`10.${guest >> 8}.${guest & 255}.5`, `fd00::${guest.toString(16)}:5`],
    ]) {
      add(10, 100, `arp,${own},arp_spa=${ip},arp_sha=${mac}`, 'goto_table:20')
      add(10, 100, `ip,${own},nw_src=${ip}`, 'goto_table:20')
      add(10, 100, `ipv6,${own},ipv6_src=${ip6}`, 'goto_table:15')
      add(15, 100, `icmp6,${own},icmp_type=136,nd_target=${ip6}`, 'goto_table:20')
      add(30, 100, `ip,reg7=${guest},nw_dst=${ip}`, `output:${guest}`)
      add(30, 100, `ipv6,reg7=${guest},ipv6_dst=${ip6}`, `output:${guest}`)
    }
    add(20, 100, `dl_dst=${mac}`, `load:${guest}->NXM_NX_REG7[],goto_table:30`)
    add(30, 90, `arp,reg7=${guest}`, `output:${guest}`)
  }
  add(15, 90, 'icmp6,icmp_type=136', 'drop')
  add(15, 0, '', 'goto_table:20')
  for (const table of [0, 10, 30]) add(table, 0, '', 'drop')
  add(20, 0, '', 'output:60000')
  const ports = Array.from({ length: guests }, (_, i) => ({ name: `tap${i + 1}`, ofport: i + 1, type: 'system' }))
  const tunnel = { name: 'vx0', ofport: 60000, type: 'vxlan', options: { remote_ip: 'flow', key: 'flow' } }
  return { flows: lines.join('\n'), topology: { bridges: [{ name: 'br-int', ports: [...ports, tunnel] }] } }
}

const octet = (value: number): string => (value & 255).toString(16).padStart(2, '0')
