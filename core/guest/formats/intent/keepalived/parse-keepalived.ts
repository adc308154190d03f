import type { Line } from '../../../../text/lines'
import type { Problem } from '../../../../text/span'
import { LineLog, type Reading } from '../../../capture'
import type { Intended, Intent } from '../../../intent'
import { firstStatement } from '../../first-statement'
import { Expander } from './expand-keepalived'
import { type KeepalivedAddress, type KeepalivedInstance, StatementReader } from './read-statements'

const SOURCE = 'keepalived-conf'
const IDS_MAX = 32
// A few lines can ask for any number with ~SEQ; keepalived itself copes with some hundred thousand.
const STATEMENTS_MAX = 200_000

const BLOCK =
  /^\s*(?:@\^?\S+\s+)?(?:vrrp_(?:instance|sync_group|script|track_process|track_file)\s+[^\s=:]+|static_(?:ipaddress|routes|rules)|virtual_ipaddress(?:_excluded)?|virtual_server(?:_group)?\s+[^=:]+|global_defs|bfd_instance\s+\S+)\s*(?:\{.*)?\\?\s*$/
const FIRST = /^\s*(?:[@~]|\$\w|include|[a-zA-Z_]+(?:\s|\{|$)|["}])/

/** Whether a text is keepalived.conf: it begins with a keyword, and a line opens a block that only keepalived has. */
export const isKeepalived = (lines: readonly Line[]): boolean =>
  FIRST.test(firstStatement(lines)) && lines.some((line) => BLOCK.test(line.text))

/**
 * keepalived.conf(5): blocks of keywords; each line of an address block is one address with its options.
 *
 *     vrrp_instance VI_1 {
 *         interface eth0
 *         virtual_router_id 51
 *         unicast_peer { 172.17.20.30 }
 *         virtual_ipaddress {
 *             172.17.20.39/20 dev eth0 label eth0:1
 *
 * Lines that begin with `@id` count for one machine only, and the text does not say which it is of: it is read once for
 * each id. Addresses of any of them are kept; a setting that differs from id to id is not said (null).
 */
export function parseKeepalived(lines: readonly Line[]): Reading<Intent> {
  const log = new LineLog()
  const ids = configurationIds(lines)
  const worlds = ids.map((id) => readAs(id, lines, log, STATEMENTS_MAX / ids.length))
  const instances = mergeInstances(worlds.map((world) => world.instances))
  const statics = mergeAddresses(worlds.map((world) => world.staticAddresses))
  const loose = mergeAddresses(worlds.map((world) => world.loose))
  const plain = {
    instances: instances.map((one) => ({
      instance: one.name,
      interface: one.interface,
      state: one.state,
      virtualRouterId: one.virtualRouterId,
      useVmac: one.useVmac,
      addresses: one.addresses.map(withoutSpan),
    })),
    staticAddresses: statics.map(withoutSpan),
  }
  const addresses = [
    ...instances.flatMap((one) => one.addresses.map((held) => toIntended(held, one.name, one.interface, 'vip'))),
    ...loose.map((held) => toIntended(held, null, null, 'vip')),
    ...statics.map((held) => toIntended(held, null, null, 'static')),
  ]
  const vrrp = instances.map((one) => ({
    name: one.name,
    link: one.interface,
    virtualRouterId: one.virtualRouterId,
    usesVirtualMac: one.useVmac,
    isUnicast: one.peers > 0 || (worlds.some((world) => world.isPartial) ? null : false),
    span: one.span,
  }))
  const reading = log.reading({ plain, addresses, vrrp })
  return { ...reading, problems: withoutTwins(reading.problems) }
}

/** A problem that is one for several ids is one problem. */
const withoutTwins = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((one) => [`${one.span.start} ${one.reason}`, one])).values(),
]

const withoutSpan = ({ span: _, ...address }: KeepalivedAddress) => address

const toIntended = (
  { address, prefixLength, dev, span }: KeepalivedAddress,
  group: string | null,
  link: string | null,
  role: Intended['role'],
): Intended => ({
  source: SOURCE,
  group,
  link: dev ?? link,
  mac: null,
  address,
  prefixLength,
  role,
  isPool: false,
  span,
})

/** The ids that conditions name, in order; '' stands for any other, which a file that names several does not mean. */
function configurationIds(lines: readonly Line[]): string[] {
  const named = new Set<string>()
  for (const { text } of lines) {
    const found = /^\s*(?:\$\w+=)?@\^?([^\s^]+)/.exec(text)?.[1]
    if (found) named.add(found)
  }
  return [...named, ...(named.size < 2 ? [''] : [])].slice(0, IDS_MAX)
}

function readAs(id: string, lines: readonly Line[], log: LineLog, statementsMax: number): StatementReader {
  const reader = new StatementReader(log)
  new Expander(id, log, reader.take, statementsMax).read(lines)
  reader.end()
  return reader
}

function mergeInstances(worlds: readonly (readonly KeepalivedInstance[])[]): KeepalivedInstance[] {
  const groups = new Map<string, KeepalivedInstance[]>()
  for (const instances of worlds) {
    const seen = new Map<string, number>()
    for (const one of instances) {
      const turn = seen.get(one.name) ?? 0
      seen.set(one.name, turn + 1)
      const key = `${turn} ${one.name}`
      const group = groups.get(key) ?? []
      groups.set(key, group)
      group.push(one)
    }
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const agreed = <T>(of: (one: KeepalivedInstance) => T): T | null =>
      group.every((one) => of(one) === of(first)) ? of(first) : null
    return {
      ...first,
      interface: agreed((one) => one.interface),
      state: agreed((one) => one.state),
      virtualRouterId: agreed((one) => one.virtualRouterId),
      useVmac: group.some((one) => one.useVmac),
      peers: Math.min(...group.map((one) => one.peers)),
      addresses: mergeAddresses(group.map((one) => one.addresses)),
    }
  })
}

/** The addresses of the first, then what others have besides. */
function mergeAddresses(worlds: readonly (readonly KeepalivedAddress[])[]): KeepalivedAddress[] {
  const [first = [], ...others] = worlds
  const merged = [...first]
  const own = new Set(first.map((one) => JSON.stringify(withoutSpan(one))))
  for (const one of others.flat()) {
    const key = JSON.stringify(withoutSpan(one))
    if (!own.has(key)) merged.push(one)
    own.add(key)
  }
  return merged
}
