import type { FlowRule } from '../dump/flow-rule'
import type { LogicalFlow } from '../logical/parse-lflow-list'
import type { PortBinding } from '../logical/read-port-bindings'

/** What a rule was made from: a logical flow, or a port; ids are given to several, so there may be more than one. */
export type Purpose = { readonly logicalFlows: readonly LogicalFlow[]; readonly ports: readonly PortBinding[] }

/** Looks up what rules of OVN were made from. */
export type PurposeIndex = {
  readonly flows: ReadonlyMap<string, readonly LogicalFlow[]>
  readonly ports: ReadonlyMap<string, readonly PortBinding[]>
}

/** Indexes by the first 32 bits of the UUID, which ovn-controller puts into the cookie (ovn-architecture(7)). */
export function indexPurposes(logical: readonly LogicalFlow[], bindings: readonly PortBinding[]): PurposeIndex {
  return {
    flows: group(logical, (flow) => flow.uuid),
    ports: group(bindings, (port) => port.uuid && shortOf(port.uuid)),
  }
}

const shortOf = (uuid: string): string => `0x${Number.parseInt(uuid.slice(0, 8), 16).toString(16)}`

function group<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === null) continue
    const list = groups.get(key)
    if (list) list.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/** What a rule is for; null when its cookie says nothing. */
export function findPurpose(rule: Pick<FlowRule, 'cookie'>, index: PurposeIndex): Purpose | null {
  const logicalFlows = index.flows.get(rule.cookie) ?? []
  const ports = index.ports.get(rule.cookie) ?? []
  return logicalFlows.length + ports.length === 0 ? null : { logicalFlows, ports }
}
