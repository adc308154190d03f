import type { CommandPlan } from '../fabric'
import type { Change } from './plan-changes'
import type { FixedIp, Pair } from './wire'

/** Changes as commands of the OpenStack client, the commands that take them back, and Terraform where that is simple. */
export function formatChanges(changes: readonly Change[]): CommandPlan {
  const apply: string[] = []
  const rollback: string[] = []
  for (const change of changes) {
    const [forward, back] = formatChange(change)
    apply.push(forward)
    rollback.unshift(back)
  }
  const terraform = formatTerraform(changes)
  return { apply, rollback, ...(terraform && { terraform }) }
}

/** Blocks for the ports' resources; null where more is changed than that pairs are added. */
function formatTerraform(changes: readonly Change[]): string[] | null {
  const lines: string[] = []
  for (const change of changes) {
    if (change.op !== 'edit') return null
    const { port, pairs, fixed } = change
    const given = without(pairs, port.allowed_address_pairs)
    if (fixed.length < port.fixed_ips.length || given.length + port.allowed_address_pairs.length !== pairs.length)
      return null
    lines.push(`# in resource "openstack_networking_port_v2" of port ${port.id}`)
    for (const { ip_address, mac_address } of given)
      lines.push(
        'allowed_address_pairs {',
        `  ip_address  = "${ip_address}"`,
        ...(mac_address ? [`  mac_address = "${mac_address}"`] : []),
        '}',
      )
  }
  return lines.length > 0 ? lines : null
}

function formatChange(change: Change): [apply: string, rollback: string] {
  if (change.op === 'reserve') {
    const { name, subnet, address } = change
    return [
      `openstack port create --network ${word(subnet.network_id)} --fixed-ip subnet=${word(subnet.id)},ip-address=${word(address)} ${word(name)}`,
      `openstack port delete ${word(name)}`,
    ]
  }
  if (change.op === 'unreserve') {
    const { id, network_id, fixed_ips, name } = change.port
    return [
      `openstack port delete ${word(id)}`,
      `openstack port create --network ${word(network_id)} ${fixed_ips.map(fixedOption).join(' ')} ${word(name || id)}`,
    ]
  }
  const { port, pairs, fixed } = change
  const given = without(pairs, port.allowed_address_pairs).map(pairOption)
  const taken = without(port.allowed_address_pairs, pairs).map(pairOption)
  const lost = without(port.fixed_ips, fixed).map(fixedOption)
  const set = (words: readonly string[]) => `openstack port set ${[...words, word(port.id)].join(' ')}`
  const unset = (words: readonly string[]) => `openstack port unset ${[...words, word(port.id)].join(' ')}`
  const both = (list: readonly string[], more: readonly string[]) =>
    [list.length > 0 && set(list), more.length > 0 && unset(more)].filter((text) => text !== false).join(' && ')
  return [both(given, [...taken, ...lost]), both([...taken, ...lost], given)]
}

const without = <T extends object>(list: readonly T[], others: readonly T[]): T[] =>
  list.filter((one) => !others.includes(one))

const pairOption = ({ ip_address, mac_address }: Pair): string =>
  `--allowed-address ip-address=${word(ip_address)}${mac_address ? `,mac-address=${word(mac_address)}` : ''}`
const fixedOption = ({ subnet_id, ip_address }: FixedIp): string =>
  `--fixed-ip subnet=${word(subnet_id)},ip-address=${word(ip_address)}`

/** A word for a POSIX shell. */
const word = (text: string): string =>
  /^[\w.:/@,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
