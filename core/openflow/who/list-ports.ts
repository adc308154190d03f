import { PORT } from '../fields/port-names'
import { isTunnel, type Switch, type SwitchPort } from '../translate/switch-model'

/**
 * Ports behind which something may speak: all but a bridge's own, cables between bridges, and tunnels. `wanted` is the
 * name or number of one port, of whichever kind.
 */
export function listSpeakingPorts(model: Switch, wanted: string | null): SwitchPort[] {
  return [...model.bridges.values()].flatMap((bridge) =>
    [...bridge.ports.values()].filter((port) =>
      wanted === null
        ? port.ofport !== PORT.local && port.ofport !== PORT.none && port.type !== 'patch' && !isTunnel(port)
        : port.name === wanted || String(port.ofport) === wanted,
    ),
  )
}
