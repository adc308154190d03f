import type { ActionOf } from '../actions/action'
import { allOnes } from '../fields/field-value'
import { setMasked, W, word } from '../fields/flow-layout'
import { readFreeBits } from '../fields/free-bits'
import { formatPort, PORT } from '../fields/port-names'
import { type Context, note } from './context'
import { sendToController } from './controller'
import { outputNormal } from './normal'
import { flood } from './output-port'
import { findPort } from './switch-model'
import { readSubfield } from './write-field'

/** output, to a port of the bridge or to one of the ports that stand for something. */
export function doOutput(ctx: Context, port: number, maxLength: number, isLast: boolean, inBucket: boolean): void {
  const inPort = word(ctx.flow, W.inPort)
  switch (port) {
    case PORT.inPort:
      return ctx.engine.output(ctx, inPort, { isLast, truncate: false })
    case PORT.table:
      return ctx.engine.doTable(ctx, { inPort, table: 0, withCtTuple: false, isLast: false, asClone: false })
    case PORT.normal:
      return outputNormal(ctx)
    case PORT.flood:
      return flood(ctx, false, isLast)
    case PORT.all:
      return flood(ctx, true, isLast)
    case PORT.controller:
      return sendToController(ctx, {
        id: 0,
        maxLength,
        reason: inBucket ? 'group' : ctx.inActionSet ? 'action_set' : 'action',
      })
    case PORT.none:
      return
    default:
      if (port === inPort) note(ctx, 'skipping output to input port')
      else ctx.engine.output(ctx, port, { isLast, truncate: false })
  }
}

const PORT_MAX = 0xffffn

export function doOutputRegister(
  ctx: Context,
  action: ActionOf<'output-register'>,
  isLast: boolean,
  inBucket: boolean,
): void {
  const { source } = action
  ctx.run.follower?.pin(readFreeBits(ctx.flow, source), ctx.rule)
  const port = readSubfield(ctx.flow, source)
  if (port > PORT_MAX) return note(ctx, `output port ${port} is out of range`)
  note(ctx, `output port is ${port}`)
  const ones = allOnes(source.bits) << BigInt(source.offset)
  setMasked(ctx.seen, source.field.place, source.field.bits, ones, ones)
  doOutput(ctx, Number(port), action.maxLength ?? 65_535, isLast, inBucket)
}

const NOT_TRUNCATED: readonly number[] = [PORT.table, PORT.normal, PORT.flood, PORT.all, PORT.controller, PORT.none]

export function doOutputTruncated(ctx: Context, action: ActionOf<'output-truncated'>, isLast: boolean): void {
  const { port, maxLength } = action
  if (NOT_TRUNCATED.includes(port)) return note(ctx, `output_trunc does not support port: ${formatPort(port)}`)
  if (port === word(ctx.flow, W.inPort)) return note(ctx, 'skipping output to input port')
  const found = findPort(ctx.bridge, port)
  if (port !== PORT.inPort && (!found || found.type === 'patch'))
    return note(ctx, `output_trunc does not support patch port ${port}`)
  if (port === PORT.inPort) return note(ctx, 'output_trunc does not support patch port IN_PORT')
  ctx.actions.push({ kind: 'text', text: `trunc(${maxLength})` })
  ctx.engine.output(ctx, port, { isLast, truncate: true })
}

/** enqueue: sets the queue for this output; a datapath without queues just sends the packet out. */
export function doEnqueue(ctx: Context, action: ActionOf<'enqueue'>, isLast: boolean): void {
  ctx.seen[W.skbPriority] = 0xffffffff
  const inPort = word(ctx.flow, W.inPort)
  const port = action.port === PORT.inPort ? inPort : action.port
  if (action.port !== PORT.inPort && port === inPort) return
  const held = word(ctx.flow, W.skbPriority)
  ctx.flow[W.skbPriority] = action.queue
  ctx.engine.output(ctx, port, { isLast, truncate: false })
  ctx.flow[W.skbPriority] = held
}
