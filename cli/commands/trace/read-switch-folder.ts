import { readdirSync } from 'node:fs'
import path from 'node:path'
import { sayError } from '../../input/read-text'
import { type ReadSwitch, readSwitch, readTopologyFile } from './read-switch'

/** The bridge of a lone flow table when nothing names it. */
export const BRIDGE_DEFAULT = 'br0'

/**
 * A switch from a folder that holds topology.json, flows.txt (or flows.BRIDGE.txt), groups.txt, meters.txt and
 * tlv-map.txt, or a sentence. `bridge` names a lone flow table where there is no topology.
 */
export function readSwitchFolder(folder: string, bridge: string | null): ReadSwitch | string {
  let names: Set<string>
  try {
    names = new Set(readdirSync(folder))
  } catch (error) {
    return `${folder} ${sayError(error)}`
  }
  const topology = names.has('topology.json') ? readTopologyFile(path.join(folder, 'topology.json')) : null
  if (typeof topology === 'string') return topology
  const known = (topology?.bridges ?? []).map((one) => one.name)
  const bridges = known.length > 0 ? known : bridgesOf(names, bridge)
  const files = (kind: string): Map<string, string> =>
    new Map(
      bridges.flatMap((name): [string, string][] => {
        const file = [`${kind}.${name}.txt`, `${kind}.txt`].find((one) => names.has(one))
        return file === undefined ? [] : [[name, path.join(folder, file)]]
      }),
    )
  const flows = files('flows')
  if (flows.size === 0) return `${folder} holds no flows.txt and no flows.BRIDGE.txt`
  return readSwitch({ flows, topology, groups: files('groups'), meters: files('meters'), tlvMaps: files('tlv-map') })
}

function bridgesOf(names: ReadonlySet<string>, bridge: string | null): string[] {
  const named = [...names].flatMap((name) => /^flows\.(.+)\.txt$/.exec(name)?.[1] ?? [])
  if (!names.has('flows.txt')) return named.sort()
  return [bridge ?? BRIDGE_DEFAULT]
}
