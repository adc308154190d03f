import { BITS, parseIp } from '../../../../ip/ip'
import { netmaskLength } from '../../../../ip/prefix'
import type { JsonNode, JsonObject } from '../../../../text/json-tree'
import type { Line } from '../../../../text/lines'
import type { Link, Reading } from '../../../capture'
import { ANNOUNCEMENT, asObject, itemsOf, JsonEvidence, lengthOf, memberOf, textOf } from '../../json-evidence'
import { type LinkDraft, LinkList } from '../link-list'

/** How deep `ansible_facts` may stand: the JSON callback's plays, tasks and hosts. */
const DEPTH_MAX = 8

/** The facts of each machine in a value: what stands under `ansible_facts`, or the value itself. */
function machinesIn(value: JsonNode): JsonObject[] {
  const found: JsonObject[] = []
  const open: { node: JsonNode; depth: number }[] = [{ node: value, depth: 0 }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth } = next
    const facts = asObject(memberOf(asObject(node), 'ansible_facts'))
    if (facts) found.push(facts)
    else if (depth < DEPTH_MAX) {
      const inside = node.kind === 'array' ? node.items : node.kind === 'object' ? [...node.members.values()] : []
      for (const one of inside.toReversed())
        if (one.kind === 'array' || one.kind === 'object') open.push({ node: one, depth: depth + 1 })
    }
  }
  const own = asObject(value)
  return found.length === 0 && own ? [own] : found
}

const bare = (key: string): string => (key.startsWith('ansible_') ? key.slice('ansible_'.length) : key)

/** The default routes' facts look like an interface's, but are a choice among them. */
const NO_INTERFACE = /^(default_ipv[46]|interfaces|all_ipv[46]_addresses)$/

const isInterface = (node: JsonNode): boolean => {
  const members = asObject(node)?.members
  return (
    members?.get('device')?.kind === 'string' &&
    ['macaddress', 'ipv4', 'ipv6', 'type', 'mtu'].some((key) => members.has(key))
  )
}

/** Whether these are facts that Ansible gathered, of one machine. */
export function isAnsibleFacts(text: string, values: readonly JsonNode[]): boolean {
  if ((text.match(ANNOUNCEMENT)?.length ?? 0) > 1) return false
  return values.flatMap(machinesIn).some(({ members }) => {
    const names = members.get('ansible_interfaces') ?? members.get('interfaces')
    if (names?.kind === 'array' && names.items.every((one) => one.kind === 'string') && members.size > 1) return true
    return [...members].some(
      ([key, node]) => !NO_INTERFACE.test(bare(key)) && key.startsWith('ansible_') && isInterface(node),
    )
  })
}

/**
 * Facts that Ansible gathered (`ansible -m setup`, a fact cache), which asks the machine's own ip or ifconfig:
 *
 *     db1 | SUCCESS => {"ansible_facts": {"ansible_interfaces": ["lo", "eth0", "eth0_1"], "ansible_eth0": {"device": "eth0",
 *       "macaddress": "00:16:3e:0a:5c:f1", "active": true, "ipv4": {"address": "172.17.20.29", "netmask": "255.255.240.0"},
 *       "ipv4_secondaries": [{"address": "172.17.20.39", "netmask": "255.255.240.0"}]},
 *       "ansible_eth0_1": {"ipv4": {"address": "172.17.20.39", "netmask": "255.255.240.0"}}}}
 *
 * A labelled address is shown under its label, often under its interface as well: one claim. Complete for the interfaces
 * shown. `active` says that the link carries: what does is up. Source: module_utils/facts/network/linux.py of Ansible.
 */
export function parseAnsibleFacts(lines: readonly Line[]): Reading<Link[]> {
  const evidence = new JsonEvidence(lines)
  const links = new LinkList()
  for (const [group, facts] of evidence.values.flatMap(machinesIn).entries()) readMachine(facts, group)
  return evidence.reading(links.build({ ipv4: true, ipv6: true }))

  function readMachine(facts: JsonObject, group: number): void {
    const interfaces = [...facts.members].flatMap(([key, node]) => {
      const object = NO_INTERFACE.test(bare(key)) ? null : asObject(node)
      return object ? [{ key: bare(key), object }] : []
    })
    const named = new Map<string, string>()
    for (const item of itemsOf(memberOf(facts, 'ansible_interfaces', 'interfaces'))) {
      const name = textOf(item)
      if (name !== null) named.set(factKey(name), name)
    }
    const devices = new Map<string, LinkDraft>()
    for (const { key, object } of interfaces) {
      if (!isInterface(object)) continue
      const device = memberOf(object, 'device')
      const name = textOf(device) ?? key
      const base = name.indexOf(':') > 0 && named.get(factKey(name.slice(0, name.indexOf(':'))))
      const link = links.open(base || name, group)
      if (!base) devices.set(factKey(name), link)
      if (device) evidence.fact(device, 'interface')
      readInterface(object, link, base ? name : null)
    }
    for (const { key, object } of interfaces) {
      if (isInterface(object) || !['ipv4', 'ipv4_secondaries', 'ipv6'].some((one) => object.members.has(one))) continue
      const alias = findAlias(key, named, devices)
      if (alias) readInterface(object, alias.link, alias.label)
      else if (named.has(factKey(key))) readInterface(object, links.open(named.get(factKey(key)) ?? key, group), null)
    }
  }

  function readInterface(object: JsonObject, link: LinkDraft, label: string | null): void {
    const mac = memberOf(object, 'macaddress')
    if (mac) link.readMac(textOf(mac) ?? '', evidence.place(mac))
    const flags = memberOf(object, 'flags')
    const active = memberOf(object, 'active')
    if (flags?.kind === 'array' && flags.items.length > 0) link.markUp(flags.items.some((one) => textOf(one) === 'UP'))
    else if (active?.kind === 'boolean' && active.value) link.markUp(true)
    for (const key of ['ipv4', 'ipv4_secondaries', 'ipv6']) {
      const shown = memberOf(object, key)
      for (const held of shown?.kind === 'array' ? shown.items : shown ? [shown] : []) readHeld(held, link, label)
    }
  }

  function readHeld(node: JsonNode, link: LinkDraft, label: string | null): void {
    const held = asObject(node)
    if (held?.members.size === 0) return
    const address = memberOf(held, 'address')
    const text = textOf(address) ?? ''
    const ip = parseIp(text)
    if (!address || !ip) return evidence.report((address ?? node).span, 'this is no IP address')
    const mask = textOf(memberOf(held, 'netmask'))
    const scope = textOf(memberOf(held, 'scope'))
    link.mergeAddress(text, evidence.fact(address, label ? `claim, ${label}` : 'claim'), {
      prefixLength: lengthOf(memberOf(held, 'prefix'), BITS[ip.family]) ?? (mask === null ? null : netmaskLength(mask)),
      label,
      scope: scope !== null && /^[a-z]+$/.test(scope) ? scope : null,
    })
  }
}

/** Fact names have an underscore where the interface's has a dash or a colon. */
const factKey = (name: string): string => name.replace(/[-:]/g, '_')

/** The interface that a fact without a device is the alias of: `eth0_1` is eth0:1. */
function findAlias(
  key: string,
  named: ReadonlyMap<string, string>,
  devices: ReadonlyMap<string, LinkDraft>,
): { link: LinkDraft; label: string } | null {
  const name = named.get(factKey(key)) ?? key
  const colon = name.indexOf(':')
  if (colon > 0) {
    const link = devices.get(factKey(name.slice(0, colon)))
    return link ? { link, label: name } : null
  }
  const line = key.lastIndexOf('_')
  const link = line > 0 ? devices.get(factKey(key.slice(0, line))) : undefined
  return link ? { link, label: `${link.name}:${key.slice(line + 1)}` } : null
}
