import { clearWords, type Flow, W, word } from '../fields/flow-layout'
import { VLAN_PRESENT } from '../fields/prerequisites'
import { commitActions } from './commit-actions'
import { clearConntrack } from './conntrack'
import { type Context, note, type OutputOptions } from './context'
import { finishFreezing } from './freeze'
import { outputToTunnel } from './output-tunnel'
import { type Bridge, findPeer, findPort, isTunnel, type SwitchPort } from './switch-model'

/** Sends the packet out by a port: a cable to another bridge, a tunnel, or a port of the datapath. */
export function outputToPort(ctx: Context, ofport: number, options: OutputOptions): void {
  const port = findPort(ctx.bridge, ofport)
  if (!mayLeave(ctx, port)) return
  const peer = findPeer(ctx.run.model, port)
  if (peer) return crossPatch(ctx, peer, options.isLast)
  if (port.type === 'patch') return note(ctx, `patch port ${port.name} has no peer`)
  if (isTunnel(port)) return outputToTunnel(ctx, port)
  commitActions(ctx)
  ctx.actions.push({ kind: 'output', port })
}

function mayLeave(ctx: Context, port: SwitchPort | null): port is SwitchPort {
  const refuse = (text: string): false => {
    note(ctx, text)
    return false
  }
  if (!port) return refuse('Nonexistent output port')
  if (port.config.has('no-forward')) return refuse('OFPPC_NO_FWD set, skipping output')
  const from = ctx.bridge.ports.get(word(ctx.flow, W.inPort))
  if (from?.isProtected && port.isProtected) return refuse('Flow is between protected ports, skipping output.')
  if (word(ctx.flow, W.packetType) !== 0 && port.type !== 'patch')
    return refuse('Trying to send non-Ethernet packet through legacy L2 port. Dropping packet.')
  return true
}

/**
 * Goes on in the bridge at the other end of a patch cable, with a packet that has forgotten registers, tunnel and
 * connection; what happens there does not come back (patch_port_output, ofproto/ofproto-dpif-xlate.c).
 */
function crossPatch(ctx: Context, peer: SwitchPort, isLast: boolean): void {
  const bridge = ctx.run.model.bridges.get(peer.bridge)
  if (!bridge) return note(ctx, `bridge ${peer.bridge} is not known`)
  const held = saveAround(ctx)
  const flow = ctx.flow
  flow[W.inPort] = peer.ofport
  clearWords(flow, W.metadata, W.metadata + 2)
  clearWords(flow, W.tunId, W.metadata)
  clearWords(flow, W.regs, W.regs + 16)
  flow[W.actsetOutput] = 0xfff7
  clearConntrack(ctx)
  ctx.stack = []
  ctx.actionSet = []
  ctx.bridge = bridge
  if (!peer.config.has('no-receive')) {
    ctx.engine.doTable(ctx, { inPort: peer.ofport, table: 0, withCtTuple: false, isLast, asClone: true })
    if (!ctx.isFreezing) ctx.engine.doActionSet(ctx)
    if (ctx.isFreezing) finishFreezing(ctx)
  }
  held()
}

function saveAround(ctx: Context): () => void {
  const { bridge, stack, actionSet, conntracked, wasMpls } = ctx
  const flow: Flow = ctx.flow.slice()
  return () => {
    ctx.flow.set(flow)
    ctx.bridge = bridge
    ctx.stack = stack
    ctx.actionSet = actionSet
    ctx.conntracked = conntracked
    ctx.wasMpls = wasMpls
    ctx.isExiting = false
    ctx.error = null
  }
}

/** FLOOD and ALL: every port but the one the packet came by; FLOOD leaves out those that do not take floods. */
export function flood(ctx: Context, all: boolean, isLast: boolean): void {
  const from = word(ctx.flow, W.inPort)
  const ports = [...ctx.bridge.ports.values()].filter(
    (port) => port.ofport !== from && (all || !port.config.has('no-flood')),
  )
  if (!ctx.bridge.knowsPorts && ports.length === 0)
    return void ctx.actions.push({ kind: 'output', port: everyPort(ctx.bridge) })
  for (const [i, port] of ports.entries())
    outputToPort(ctx, port.ofport, { isLast: isLast && i === ports.length - 1, truncate: false })
}

/** Stands for all ports of a bridge whose ports are not known. */
export const everyPort = (bridge: Bridge) => ({ bridge: bridge.name, name: '*', ofport: 0xfffb, datapathPort: 'FLOOD' })

export const isTagged = (flow: Flow): boolean => (word(flow, W.vlanTci) & VLAN_PRESENT) !== 0
