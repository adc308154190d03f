import type { Problem } from '../text/span'
import { mentionedOptions } from './build-pipeline'
import { buildTables, classifyRules } from './build-tables'
import type { ClassifiedRule } from './classifier/classified-rule'
import { parseDumpFlows } from './dump/parse-dump-flows'
import { parseGroups } from './dump/parse-groups'
import { parseMeters } from './dump/parse-meters'
import { parseTlvMap } from './dump/parse-tlv-map'
import { splitListings } from './dump/split-listings'
import { makeScope } from './fields/field-scope'
import type { Topology, TopologyBridge } from './topology'
import type { Bridge, Switch } from './translate/switch-model'

/** The texts that describe one bridge; null where there is none, or it stands in the text of the flows. */
export type BridgeTexts = {
  readonly flows: string | null
  readonly groups: string | null
  readonly meters: string | null
  readonly tlvMap: string | null
}

/** A host's bridges ready to be asked, and their rules in the order of the dumps. */
export type BuiltSwitch = {
  readonly model: Switch
  readonly topology: Topology | null
  readonly rules: ReadonlyMap<string, readonly ClassifiedRule[]>
  /** Lines of each bridge's dump that are no rules: what stands there was not evaluated. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>
}

/** Puts dumps and topology together. A bridge that only one of them names is taken as far as it is known. */
export function buildSwitch(texts: ReadonlyMap<string, BridgeTexts>, topology: Topology | null): BuiltSwitch {
  const bridges = new Map<string, Bridge>()
  const rules = new Map<string, readonly ClassifiedRule[]>()
  const problems = new Map<string, readonly Problem[]>()
  const names = new Set([...(topology?.bridges ?? []).map((bridge) => bridge.name), ...texts.keys()])
  for (const name of names) {
    const known = topology?.bridges.find((bridge) => bridge.name === name) ?? null
    const built = buildBridge(name, texts.get(name) ?? NO_TEXTS, known)
    bridges.set(name, built.bridge)
    rules.set(name, built.rules)
    problems.set(name, built.problems)
  }
  return { model: { bridges, tunnelsNatively: isDummyDatapath(topology) }, topology, rules, problems }
}

const NO_TEXTS: BridgeTexts = { flows: null, groups: null, meters: null, tlvMap: null }

function buildBridge(
  name: string,
  texts: BridgeTexts,
  known: TopologyBridge | null,
): { bridge: Bridge; rules: ClassifiedRule[]; problems: readonly Problem[] } {
  const ports = known?.ports ?? []
  const inside = splitListings(texts.flows ?? '')
  const [groups, meters, tlvMap] = [
    texts.groups ?? inside.groups,
    texts.meters ?? inside.meters,
    texts.tlvMap ?? inside.tlvMap,
  ]
  const scope = makeScope(
    new Map(ports.map((port) => [port.name, port.ofport])),
    tlvMap === null ? [] : parseTlvMap(tlvMap),
    mentionedOptions(texts.flows ?? ''),
  )
  const { value, problems } = texts.flows === null ? { value: [], problems: [] } : parseDumpFlows(texts.flows)
  const rules = classifyRules(value, scope)
  return {
    rules,
    problems,
    bridge: {
      name,
      ports: new Map(ports.map((port) => [port.ofport, port])),
      tables: buildTables(rules),
      groups: groups === null ? null : parseGroups(groups, scope),
      meters: meters === null ? null : parseMeters(meters),
      scope,
      knowsPorts: known !== null,
      forwardsBpdu: known?.forwardsBpdu ?? false,
    },
  }
}

/** Ports of type dummy exist only on the datapath in user space that Open vSwitch's own tests use. */
const isDummyDatapath = (topology: Topology | null): boolean =>
  topology?.bridges.some((bridge) => bridge.ports.some((port) => port.type === 'dummy')) ?? false
