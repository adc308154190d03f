import type { Line } from '../../../../text/lines'
import type { Span } from '../../../../text/span'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { readAddress, readPrefixLength } from '../intended-address'
import type { IntentList } from '../intent-list'

export type Parameter = { readonly value: string; readonly span: Span; readonly line: Line | undefined }

/** A resource as any of Pacemaker's notations describes it. `type` is the agent without class and provider. */
export type ClusterResource = {
  readonly id: string
  readonly type: string
  readonly parameters: ReadonlyMap<string, Parameter>
  readonly span: Span
}

/** The parameters in which an agent names the address it holds, the first that is there counts. */
type Agent = {
  readonly ip: readonly string[]
  readonly mask?: readonly string[]
  readonly nic?: readonly string[]
  readonly label?: readonly string[]
}

/**
 * Agents of ClusterLabs' resource-agents (heartbeat/*) that give a machine an address. Those of clouds move a secondary
 * address, an alias or a route. IPsrcaddr only chooses among addresses that are there; azure-lb and gcp-ilb answer health
 * probes and know no address; awseip and openstack-floating-ip move public addresses that no guest sees.
 */
const AGENTS: ReadonlyMap<string, Agent> = new Map<string, Agent>([
  ['IPaddr', { ip: ['ip', '1'], mask: ['cidr_netmask', 'netmask'], nic: ['nic'], label: ['iflabel'] }],
  ['IPaddr2', { ip: ['ip', '1'], mask: ['cidr_netmask', 'netmask'], nic: ['nic'], label: ['iflabel'] }],
  ['IPv6addr', { ip: ['ipv6addr'], mask: ['cidr_netmask'], nic: ['nic'] }],
  ['VIPArip', { ip: ['ip'], nic: ['nic'] }],
  ['aws-vpc-move-ip', { ip: ['ip', 'address'], nic: ['interface'], label: ['iflabel'] }],
  ['awsvip', { ip: ['secondary_private_ip'] }],
  ['aliyun-vpc-move-ip', { ip: ['address'], nic: ['interface'] }],
  ['gcp-vpc-move-vip', { ip: ['alias_ip'] }],
  ['gcp-vpc-move-ip', { ip: ['ip'], nic: ['interface'] }],
  ['gcp-vpc-move-route', { ip: ['ip'], nic: ['interface'] }],
  ['openstack-virtual-ip', { ip: ['ip'] }],
  ['ocivip', { ip: ['secondary_private_ip'], mask: ['cidr_netmask'] }],
  ['powervs-move-ip', { ip: ['ip'] }],
  ['powervs-subnet', { ip: ['ip'] }],
])
/** The agents whose resources the answer lists one by one; the others' addresses are intent all the same. */
const LISTED = /^IPaddr2?$/

/** Turns resources into what the cluster is configured to hold. */
export function readCluster(list: IntentList, resources: readonly ClusterResource[]): Reading<Intent> {
  const plain = resources.flatMap((resource) => {
    const agent = AGENTS.get(resource.type)
    const held = agent ? heldBy(list, resource, agent) : null
    return held && LISTED.test(resource.type) ? [held] : []
  })
  return list.reading(plain)
}

function heldBy(list: IntentList, { id, type, parameters, span }: ClusterResource, agent: Agent) {
  const find = (names: readonly string[] = []) =>
    names.map((name) => parameters.get(name)).find((one) => one !== undefined && one.value !== '')
  const ip = find(agent.ip)
  if (!ip) {
    list.report(span, `${type} ${id} names no address`, id)
    return null
  }
  // Heartbeat's own notation puts all in one word: 10.0.0.1/24/eth0/10.0.0.255
  const [first = '', mask, link] = agent.ip[1] === '1' && !parameters.has('ip') ? ip.value.split('/') : [ip.value]
  const written = readAddress(first)
  const nic = find(agent.nic)?.value ?? link ?? null
  const label = find(agent.label)?.value ?? null
  const family = written?.address.includes(':') ? 'ipv6' : 'ipv4'
  const given = find(agent.mask)?.value ?? mask
  const prefixLength = given === undefined ? (written?.prefixLength ?? null) : readPrefixLength(given, family)
  if (given !== undefined && prefixLength === null)
    list.report(find(agent.mask)?.span ?? ip.span, 'this is no netmask', given)
  if (!written) {
    list.report(ip.span, `"${ip.value}" is no address`, ip.value)
    return { id, ip: ip.value, prefixLength, nic, label }
  }
  const { address } = written
  // A link of the shape eth0:1 names the label with it.
  list.add(ip.line, {
    group: id,
    link: nic?.split(':')[0] ?? null,
    mac: null,
    address,
    prefixLength,
    role: 'vip',
    isPool: false,
    span: ip.span,
  })
  return { id, ip: address, prefixLength, nic, label }
}
