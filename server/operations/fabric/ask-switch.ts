import { z } from 'zod'
import { compareWithSwitch, type SecondOpinion } from '../../../core/openflow/trace-output/compare-with-switch'
import { parseTraceOutput } from '../../../core/openflow/trace-output/parse-trace-output'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { chooseDump, findHost } from '../../queries/host'
import { readTrace, type TraceView } from '../../queries/host-trace'
import { pool } from '../../store/database'
import { findHostFabric } from '../../store/fabrics'
import { id } from '../registry/edit-inputs'
import { openStoredFabric, toAppError } from './open-stored-fabric'

export const askSwitchInput = z.object({
  hostId: id,
  bridge: z.string().max(64).optional(),
  // A word that begins with a dash would be an option of ofproto/trace, and `-generate` sends packets.
  packet: z.string().trim().min(1, 'Give a packet.').max(4000).regex(/^[^-]/, 'A packet does not begin with a dash.'),
  ct: z.string().max(200).default(''),
})

/** A packet traced twice: by Rollcall on the rules as they were read, and by the switch of the host on its own. */
export type TracedTwice = {
  readonly ours: Pick<TraceView, 'verdict' | 'outputs' | 'controller' | 'unknown'>
  readonly rulesReadAt: string
  readonly opinion: SecondOpinion
  readonly text: string // as ofproto/trace prints it
}

/**
 * Asks the switch of a host for its own `ofproto/trace` of a packet and compares it with ours. Nothing is sent and nothing
 * learned. Errors: no such host or flow table, a packet that cannot be read, a host that nothing reaches.
 */
export async function askSwitch(
  input: z.output<typeof askSwitchInput>,
  _actor: Actor,
): Promise<Result<TracedTwice, AppError>> {
  const host = await findHost(input.hostId)
  const dump = host && chooseDump(host, { bridge: input.bridge })
  if (!host) return err({ kind: 'not-found', what: 'This host' })
  if (!dump || (input.bridge !== undefined && dump.bridge !== input.bridge))
    return err({ kind: 'not-found', what: `A flow table of ${input.bridge ?? 'any bridge'} on ${host.name}` })
  const read = await readTrace({ dumpId: dump.id, packet: input.packet, ctNext: input.ct })
  if (typeof read === 'string') return err({ kind: 'invalid', field: 'packet', reason: read })
  const fabricId = await findHostFabric(pool(), input.hostId)
  if (fabricId === null)
    return err({
      kind: 'refused',
      reason: `Nothing is set up that reaches ${host.name}: its flow tables are imported by hand. Its switch cannot be asked.`,
    })
  const opened = await openStoredFabric(pool(), fabricId)
  if (!opened.ok) return opened
  const { fabric, row } = opened.value
  if (!fabric.trace)
    return err({ kind: 'refused', reason: `Fabric ${row.name} cannot ask the switches of its hosts for a trace.` })
  const words = input.ct.split(/\s+/).filter((word) => word !== '')
  const traced = await fabric.trace(host.name, dump.bridge, input.packet, words)
  if (!traced.ok) return err(toAppError(row.name, traced.error))
  const passes = parseTraceOutput(traced.value).value
  if (passes.length === 0)
    return err({
      kind: 'fabric',
      fabric: row.name,
      reason: `${host.name} answered no trace: ${traced.value.slice(0, 200)}`,
    })
  const { verdict, outputs, controller, unknown } = read.view
  return ok({
    ours: { verdict, outputs, controller, unknown },
    rulesReadAt: dump.takenAt,
    opinion: compareWithSwitch(read.answer, passes),
    text: traced.value,
  })
}
