import type { FlowRule } from '../openflow/dump/flow-rule'
import type { Direction, VfpLayer, VfpPort } from './vfp-model'

/**
 * The rules of a host's filtering platform as rows of one list, in the order in which a packet meets them: what leaves a
 * guest passes the layers as listed, what comes to it the other way round. `table` names port, layer and direction; the
 * priority is the number as printed, of which the lowest is asked first.
 */
export function listAsRules(ports: readonly VfpPort[]): FlowRule[] {
  return ports.flatMap((port) => {
    const of = (direction: Direction, layers: readonly VfpLayer[]): FlowRule[] =>
      layers.flatMap((layer) => rulesOf(layer, direction, nameOf(port, layer, direction)))
    return [...of('out', port.layers), ...of('in', [...port.layers].reverse())]
  })
}

function nameOf({ friendlyName, name }: VfpPort, layer: VfpLayer, direction: Direction): string {
  const port = friendlyName ?? name
  return [...(port === null ? [] : [port]), layer.name, direction].join('/')
}

function rulesOf(layer: VfpLayer, direction: Direction, table: string): FlowRule[] {
  const groups = layer.groups.filter((group) => group.direction === null || group.direction === direction)
  return groups.flatMap((group) =>
    group.rules.map(
      (rule): FlowRule => ({
        table,
        priority: rule.priority ?? NO_PRIORITY,
        cookie: rule.id ?? rule.name ?? '',
        nPackets: rule.hits,
        nBytes: null,
        match: [...group.conditions, ...rule.conditions].map(tokenOf).join(','),
        actions: rule.action ?? 'not said',
        extra: {
          ...(group.name !== null && { group: group.name }),
          ...(rule.name !== null && { name: rule.name }),
          ...Object.fromEntries(rule.details.map(({ key, value }) => [key, value])),
        },
        line: rule.line,
        span: rule.span,
      }),
    ),
  )
}

/** Stands for the default of a layer, which has none and comes last. */
export const NO_PRIORITY = -1

/** `Source IP : 172.17.20.29` → `Source IP=172.17.20.29` */
const tokenOf = (condition: string): string => condition.replace(/^([^:=]+?)\s*:\s+/, '$1=')
