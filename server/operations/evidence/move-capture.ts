import { z } from 'zod'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { auditTouched } from '../../store/audit/audit'
import { appendChange } from '../../store/changes'
import { type Sql, transaction } from '../../store/database'
import { deleteDocumented } from '../../store/exports/documented'
import { rebuildRegistry } from '../../store/exports/rebuild-registry'
import { rebuildGuest } from '../../store/rebuild-guest'
import { evaluateProbes } from '../fabric/evaluate-probes'

export const withdrawInput = z.object({
  captureId: z.number().int(),
  why: z.string().trim().min(3, 'Say why it is withdrawn.').max(500),
})
export const rebindInput = z.object({
  captureId: z.number().int(),
  guestId: z.number().int(),
  why: z.string().trim().max(500).default(''),
})

type Held = { kind: string; guestId: number | null; vpcId: number | null; format: string; guest: string | null }

/** Takes a wrong capture out of account; its text stays. The claims of its guest are derived again from what still stands. */
export async function withdrawCapture(
  input: z.output<typeof withdrawInput>,
  actor: Actor,
): Promise<Result<{ captureId: number }, AppError>> {
  return transaction(async (sql) => {
    const held = await lock(sql, input.captureId)
    if (!held) return err({ kind: 'not-found', what: 'This capture, or it was withdrawn before,' })
    await sql.query('UPDATE capture SET withdrawn_at = now() WHERE id = $1', [input.captureId])
    if (held.kind === 'documentation') await deleteDocumented(sql, input.captureId)
    const registries = held.kind === 'registry' && held.vpcId !== null ? [held.vpcId] : []
    for (const vpcId of registries) await rebuildRegistry(sql, vpcId, new Date())
    await derive(sql, [held.guestId], registries, actor, {
      verb: 'withdraw-capture',
      subject: `capture #${input.captureId} (${held.format}) of ${held.guest ?? 'nobody'}`,
      vpcId: held.vpcId,
      before: held,
      after: null,
      why: input.why,
    })
    return ok({ captureId: input.captureId })
  })
}

/** Gives a capture to another guest; both guests' claims are derived again. */
export async function rebindCapture(
  input: z.output<typeof rebindInput>,
  actor: Actor,
): Promise<Result<{ captureId: number }, AppError>> {
  return transaction(async (sql) => {
    const held = await lock(sql, input.captureId)
    if (!held) return err({ kind: 'not-found', what: 'This capture, or it was withdrawn before,' })
    const { rows } = await sql.query<{ id: number; vpc_id: number; name: string }>(
      'SELECT id, vpc_id, name FROM guest WHERE id = $1',
      [input.guestId],
    )
    const guest = rows[0]
    if (held.guestId === null)
      return err({ kind: 'refused', reason: 'An export is of a VPC, not of a guest: withdraw it and import it again.' })
    if (!guest) return err({ kind: 'not-found', what: 'This guest' })
    await sql.query('UPDATE capture SET guest_id = $2, vpc_id = $3 WHERE id = $1', [
      input.captureId,
      guest.id,
      guest.vpc_id,
    ])
    await derive(sql, [held.guestId, guest.id], [], actor, {
      verb: 'rebind-capture',
      subject: `capture #${input.captureId} to ${guest.name}`,
      vpcId: guest.vpc_id,
      before: held,
      after: { guest: guest.name },
      why: input.why,
    })
    return ok({ captureId: input.captureId })
  })
}

async function lock(sql: Sql, captureId: number): Promise<Held | null> {
  const { rows } = await sql.query<Held>(
    `SELECT c.guest_id AS "guestId", c.vpc_id AS "vpcId", c.kind, c.format, (SELECT name FROM guest g WHERE g.id = c.guest_id) AS guest
       FROM capture c WHERE c.id = $1 AND c.withdrawn_at IS NULL FOR UPDATE`,
    [captureId],
  )
  return rows[0] ?? null
}

async function derive(
  sql: Sql,
  guestIds: readonly (number | null)[],
  vpcIds: readonly number[],
  actor: Actor,
  change: { verb: string; subject: string; vpcId: number | null; before: unknown; after: unknown; why: string },
): Promise<void> {
  const guests = [...new Set(guestIds.filter((id) => id !== null))]
  for (const id of guests) await rebuildGuest(sql, id)
  const { rows } = await sql.query<{ id: number }>('SELECT id FROM nic WHERE guest_id = ANY($1) OR vpc_id = ANY($2)', [
    guests,
    vpcIds,
  ])
  const nicIds = rows.map((row) => row.id)
  const now = new Date()
  await evaluateProbes(sql, nicIds, now)
  const changeId = await appendChange(sql, { actor: actor.name, ...change })
  await auditTouched(sql, { nicIds, guestIds: guests, vpcIds }, { now, actor: actor.name, changeId })
}
