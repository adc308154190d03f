import { z } from 'zod'
import type { Evidence } from '../../../core/intake/read-evidence'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { type AuditOutcome, auditTouched } from '../../store/audit/audit'
import { appendChange } from '../../store/changes'
import type { Sql } from '../../store/database'
import { saveSubnet, saveVpc } from '../../store/vpcs'
import { evaluateProbes } from '../fabric/evaluate-probes'

/** Where guests go that nobody knows yet: a VPC that is there, or one to be created. */
export const homeFields = {
  vpcId: z.coerce.number().int().nullish(),
  create: z.object({ vpc: z.string().min(1), cidr: z.string().min(1) }).nullish(),
}
export type HomeChoice = {
  readonly vpcId?: number | null | undefined
  readonly create?: { readonly vpc: string; readonly cidr: string } | null | undefined
}

/** One act of taking evidence in, of one text or of many: what it has touched so far is judged once, at its end. */
export type Intake = {
  readonly sql: Sql
  readonly actor: Actor
  readonly now: Date
  readonly base: Date // when the evidence was gathered
  readonly source: string
  readonly choice: HomeChoice
  home: number | null // once asked for
  readonly nicIds: Set<number>
  readonly guestIds: Set<number>
  readonly vpcIds: Set<number>
}

/** What one text came to. `stored` are its new captures, `known` those that were there already. */
export type Taken = {
  readonly stored: readonly { readonly captureId: number; readonly guestId: number | null }[]
  readonly known: number
  readonly skipped: number
  readonly guestsCreated: number
}

export type ExportEvidence = Extract<Evidence, { kind: 'registry' }>

/** `leftOut`: what of it stands for no guest's interface, or is not there yet. */
export type TakenExport = Taken & { readonly leftOut: readonly { readonly what: string; readonly reason: string }[] }

export function openIntake(
  sql: Sql,
  actor: Actor,
  source: string,
  choice: HomeChoice & { readonly capturedAt?: string | undefined },
): Result<Intake, AppError> {
  const now = new Date()
  const base = choice.capturedAt ? new Date(choice.capturedAt) : now
  if (base > now) return err({ kind: 'invalid', field: 'capturedAt', reason: 'Evidence cannot be from the future.' })
  const touched = { nicIds: new Set<number>(), guestIds: new Set<number>(), vpcIds: new Set<number>() }
  return ok({ sql, actor, now, base, source: `${source}, ${actor.name}`, choice, home: null, ...touched })
}

/** Evaluates, logs and judges what an intake touched. */
export async function closeIntake(
  { sql, actor, now, nicIds, guestIds, vpcIds }: Intake,
  captures: number,
  after: Record<string, unknown>,
): Promise<{ changeId: number; audit: AuditOutcome }> {
  const { rows: touched } = await sql.query<{ id: number }>(
    'SELECT id FROM nic WHERE guest_id = ANY($1) OR vpc_id = ANY($2)',
    [[...guestIds], [...vpcIds]],
  )
  const touchedNics = [...new Set([...nicIds, ...touched.map((row) => row.id)])]
  await evaluateProbes(sql, touchedNics, now)
  const about = guestIds.size === 0 ? 'registries' : `${guestIds.size} ${guestIds.size === 1 ? 'guest' : 'guests'}`
  const changeId = await appendChange(sql, {
    actor: actor.name,
    verb: 'ingest-capture',
    subject: `${captures} ${captures === 1 ? 'capture' : 'captures'} of ${about}`,
    after: { captures, ...after },
  })
  const audit = await auditTouched(
    sql,
    { nicIds: touchedNics, guestIds: [...guestIds], vpcIds: [...vpcIds] },
    { now, actor: actor.name, changeId },
  )
  return { changeId, audit }
}

/** The VPC for guests that nobody knows yet: the chosen one, or one made as the person said, once an intake. */
export async function findHome(intake: Intake, cidr: string | null): Promise<Result<number, AppError>> {
  if (intake.home !== null) return ok(intake.home)
  const { sql, choice, actor } = intake
  if (!choice.create) {
    if (!choice.vpcId)
      return err({
        kind: 'invalid',
        field: 'vpcId',
        reason: 'These machines are not known yet: choose the VPC they are in, or let one be created.',
      })
    const { rows } = await sql.query<{ fabric: string | null }>(
      'SELECT f.name AS fabric FROM vpc v LEFT JOIN fabric f ON f.id = v.fabric_id WHERE v.id = $1',
      [choice.vpcId],
    )
    if (!rows[0]) return err({ kind: 'not-found', what: 'That VPC' })
    if (rows[0].fabric)
      return err({
        kind: 'refused',
        reason: `The guests of this VPC come from fabric ${rows[0].fabric}; a transcript cannot add one.`,
      })
    intake.home = choice.vpcId
    return ok(choice.vpcId)
  }
  const vpc = await saveVpc(sql, { name: choice.create.vpc, cidrs: [choice.create.cidr], note: '' }, actor.name)
  if (!vpc.ok) return vpc
  const subnet = await saveSubnet(
    sql,
    { vpcId: vpc.value, name: 'from transcript', cidr: cidr ?? choice.create.cidr, gateway: null, reserved: [] },
    actor.name,
  )
  if (!subnet.ok) return subnet
  intake.home = vpc.value
  return vpc
}
