/**
 * The rules of a host with so many guarded guests as `ovs-ofctl dump-flows` prints them: four rules a guest and three.
 * @param {number} guests at most 65,000, as there are ports
 * @returns {string}
 */
export function writeLargeDump(guests) {
  const lines = ['OFPST_FLOW reply (OF1.3) (xid=0x2):']
  /** @type {(table: number, priority: number, match: string, actions: string, packets: number, cookie?: string) => void} */
  const add = (table, priority, match, actions, packets, cookie = '0x0') => {
    const counted = `n_packets=${packets}, n_bytes=${packets * 60}`
    lines.push(
      ` cookie=${cookie}, duration=86.2s, table=${table}, ${counted}, priority=${priority}${match && `,${match}`} actions=${actions}`,
    )
  }
  for (let i = 1; i <= guests; i++) add(0, 100, `in_port=${i}`, 'goto_table:10', i % 1000)
  add(0, 0, '', 'drop', 3)
  for (let i = 1; i <= guests; i++) {
    const own = `in_port=${i},dl_src=${macOf(i)}`
    const cookie = `0x${i.toString(16)}`
    add(10, 100, `arp,${own},arp_spa=${ipOf(i)}`, 'goto_table:20', i % 7, cookie)
    add(10, 100, `ip,${own},nw_src=${ipOf(i)}`, 'goto_table:20', i % 300, cookie)
  }
  add(10, 0, '', 'drop', 312, '0xdead')
  for (let i = 1; i <= guests; i++) add(20, 50, `dl_dst=${macOf(i)}`, `output:${i}`, i % 90)
  add(20, 0, '', 'NORMAL', 15)
  return `${lines.join('\n')}\n`
}

/** @param {number} value */
const octet = (value) => (value & 255).toString(16).padStart(2, '0')
/** @param {number} i */
const macOf = (i) => `00:16:3e:${octet(i >> 16)}:${octet(i >> 8)}:${octet(i)}`
/** @param {number} i */
const ipOf = (i) => `10.${17 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`
