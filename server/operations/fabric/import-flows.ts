import { z } from 'zod'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { type AuditOutcome, auditTouched } from '../../store/audit/audit'
import { appendChange } from '../../store/changes'
import { transaction } from '../../store/database'
import { listNicsOnHost, type SavedDump, saveDump } from '../../store/flows'
import { evaluateProbes } from './evaluate-probes'

const TEXT_MAX = 64 * 1024 * 1024

export const importFlowsInput = z.object({
  hostId: z.number({ error: 'Choose the host whose rules these are.' }).int(),
  bridge: z.string().trim().min(1, 'Name the bridge, for example br-int.').max(64),
  text: z
    .string()
    .min(1, 'Paste the output of ovs-ofctl dump-flows, vfpctrl /list-rule or opteadm dump-layer.')
    .max(TEXT_MAX, 'The flow table is larger than 64 MiB.'),
  takenAt: z.iso.datetime({ offset: true }).optional(),
})
export type ImportFlowsOutcome = SavedDump & { readonly pairs: number; readonly audit: AuditOutcome }

/** Keeps a host's flow table, evaluates what it does with every address of its guests, and re-judges them. */
export async function importFlows(
  input: z.output<typeof importFlowsInput>,
  actor: Actor,
): Promise<Result<ImportFlowsOutcome, AppError>> {
  return transaction(async (sql) => {
    const now = new Date()
    const { rows } = await sql.query<{ name: string }>('SELECT name FROM host WHERE id = $1', [input.hostId])
    if (!rows[0]) return err({ kind: 'not-found', what: 'This host' })
    const saved = await saveDump(sql, {
      hostId: input.hostId,
      bridge: input.bridge,
      text: input.text,
      takenAt: input.takenAt ? new Date(input.takenAt) : now,
      source: `pasted, ${actor.name}`,
    })
    if (saved.rules === 0)
      return err({
        kind: 'invalid',
        field: 'text',
        reason:
          'No flow rule was understood in this text. It should be the output of ovs-ofctl dump-flows, vfpctrl /list-rule or opteadm dump-layer.',
      })
    const nicIds = await listNicsOnHost(sql, input.hostId)
    const pairs = await evaluateProbes(sql, nicIds, now)
    const changeId = await appendChange(sql, {
      actor: actor.name,
      verb: 'import-flows',
      subject: `${saved.rules} rules of ${input.bridge} on ${rows[0].name}`,
      after: { ...saved },
    })
    const audit = await auditTouched(sql, { nicIds }, { now, actor: actor.name, changeId })
    return ok({ ...saved, pairs, audit })
  })
}
