import { buildTables, classifyRules } from './build-tables'
import type { ClassifiedRule } from './classifier/classified-rule'
import { parseDumpFlows } from './dump/parse-dump-flows'
import { parseGroups } from './dump/parse-groups'
import { parseMeters } from './dump/parse-meters'
import { parseTlvMap } from './dump/parse-tlv-map'
import { splitListings } from './dump/split-listings'
import { makeScope } from './fields/field-scope'
import { assumedPort, type Bridge, type Switch, type SwitchPort } from './translate/switch-model'

/** A port as a screen or a fabric knows it. `hasVlan`: it is an access or trunk port, but which VLANs it carries is not known. */
export type BridgePort = {
  readonly ofport: number
  readonly name: string
  readonly type: string
  readonly remote: string | null
  readonly hasVlan?: boolean
}

/** The rules of one bridge, ready to be asked. */
export type Pipeline = {
  readonly bridge: string
  readonly rules: readonly ClassifiedRule[]
  readonly ports: readonly BridgePort[] // empty: not known
  readonly model: Switch
}

/** Builds the classifier of a dump once; groups, meters and tunnel options stand in it or are not known. The ports that are known are taken to be plain ones; others may exist. */
export function buildPipeline(bridge: string, dump: string, ports: readonly BridgePort[]): Pipeline {
  const { groups, meters, tlvMap } = splitListings(dump)
  const scope = makeScope(
    new Map(ports.map((port) => [port.name, port.ofport])),
    tlvMap === null ? [] : parseTlvMap(tlvMap),
    mentionedOptions(dump),
  )
  const rules = classifyRules(parseDumpFlows(dump).value, scope)
  const model: Bridge = {
    name: bridge,
    ports: new Map(ports.map((port): [number, SwitchPort] => [port.ofport, toSwitchPort(bridge, port)])),
    tables: buildTables(rules),
    groups: groups === null ? null : parseGroups(groups, scope),
    meters: meters === null ? null : parseMeters(meters),
    scope,
    knowsPorts: false,
    forwardsBpdu: false,
  }
  return { bridge, rules, ports, model: { bridges: new Map([[bridge, model]]), tunnelsNatively: false } }
}

/** Outputs to tunnels and cables count as outputs here: what happens behind them is another pipeline's. */
const toSwitchPort = (bridge: string, port: BridgePort): SwitchPort => ({
  ...assumedPort(bridge, port.ofport),
  name: port.name,
  hasUnknownVlan: port.hasVlan ?? false,
})

/** The tunnel metadata fields that a dump speaks of, lowest first. */
export function mentionedOptions(...texts: readonly string[]): number[] {
  const found = new Set<number>()
  for (const text of texts) for (const [, index] of text.matchAll(/tun_metadata(\d+)/gi)) found.add(Number(index))
  return [...found].sort((a, b) => a - b)
}
