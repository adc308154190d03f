import type { Topology } from '../../../core/openflow/topology'
import type { Arguments } from '../../input/read-arguments'
import { type ReadSwitch, readSwitch, readTopologyFile } from './read-switch'
import { BRIDGE_DEFAULT } from './read-switch-folder'

/** The options that name the files of a switch. */
export const SWITCH_OPTIONS = {
  flows: { type: 'string' },
  bridge: { type: 'string', multiple: true },
  topology: { type: 'string' },
  groups: { type: 'string' },
  meters: { type: 'string' },
  'tlv-map': { type: 'string' },
} as const
type Options = Arguments<typeof SWITCH_OPTIONS>['options']

/** Reads what these options name; `bridge` is the name of a lone flow table. A sentence when something is wrong. */
export function readSwitchOptions(command: string, options: Options, bridge: string | null): ReadSwitch | string {
  const topology: Topology | string | null = options.topology === undefined ? null : readTopologyFile(options.topology)
  if (typeof topology === 'string') return topology
  const flows = new Map<string, string>()
  for (const text of options.bridge ?? []) {
    const at = text.indexOf('=')
    if (at < 1 || at === text.length - 1) return `--bridge takes NAME=FILE, not "${text}"`
    if (flows.has(text.slice(0, at))) return `--bridge ${text.slice(0, at)} is given twice`
    flows.set(text.slice(0, at), text.slice(at + 1))
  }
  if (options.flows !== undefined) {
    const known = (topology?.bridges ?? []).map((one) => one.name)
    const unnamed = known.filter((name) => !flows.has(name))
    for (const name of unnamed.length > 0 ? unnamed : [bridge ?? BRIDGE_DEFAULT])
      if (!flows.has(name)) flows.set(name, options.flows)
  }
  if (flows.size === 0) return `${command} needs rules: --flows FILE, or --bridge NAME=FILE for each bridge`
  const forAll = (file: string | undefined) =>
    new Map(file === undefined ? [] : [...flows.keys()].map((name): [string, string] => [name, file]))
  return readSwitch({
    flows,
    topology,
    groups: forAll(options.groups),
    meters: forAll(options.meters),
    tlvMaps: forAll(options['tlv-map']),
  })
}
