import { z } from 'zod'
import type { BulkPlan, BulkRow } from '../../../core/registry/bulk'
import type { RuleDiff } from '../../../core/registry/compile-registrations'
import { basisOf, pairKey, type RegistryStep } from '../../../core/registry/snapshot'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import { type AppError, sentenceOf } from '../../errors'
import { pool } from '../../store/database'
import { findRegistered } from '../../store/registrations'
import { prepareRegistration, registrationInput } from './plan-registration'
import { prepareRelease } from './release-address'
import { SharedReading } from './shared-reading'

const ROWS_MAX = 200

export const bulkInput = z.object({
  verb: z.enum(['register', 'release']),
  items: z
    .array(registrationInput.omit({ why: true }).extend({ kind: z.enum(['secondary', 'havip']).default('secondary') }))
    .min(1, 'Choose at least one address.')
    .max(ROWS_MAX, `At most ${ROWS_MAX} addresses at once.`),
  why: z.string().trim().max(500).default(''),
  stopAtFailure: z.boolean().default(false),
})
export type BulkInput = z.output<typeof bulkInput>
export type BulkItem = BulkInput['items'][number]

/** Whatever the rows of a run write, by key: see basisOf. What a plan refuses is no part of the run. */
export async function oursOf(items: readonly BulkItem[]): Promise<ReadonlySet<string>> {
  const ids = [...new Set(items.flatMap((item) => [item.nicId, ...item.memberNicIds]))]
  const { rows } = await pool().query<{ id: number; mac: string }>('SELECT id, mac FROM nic WHERE id = ANY($1)', [ids])
  const macOf = new Map(rows.map((row) => [row.id, row.mac]))
  return new Set(
    items.flatMap((item) => [
      ...(item.kind === 'havip' ? [item.address] : []),
      ...[item.nicId, ...item.memberNicIds].map((id) => pairKey(macOf.get(id) ?? '', item.address)),
    ]),
  )
}

/** One plan over all rows, in their order: what each would do after those before it. Nothing is applied. */
export async function planBulk(input: BulkInput, _actor: Actor): Promise<Result<BulkPlan, AppError>> {
  const shared = new SharedReading()
  const asked = new Map<string, string>() // address in a VPC → who it is asked for
  const plans: RowPlan[] = []
  const diffs = new Map<string, RuleDiff>()
  const apply: string[] = []
  const rollback: string[] = []
  for (const item of input.items) {
    const planned = await planRow(input.verb, item, shared, asked)
    const { diff, commands } = planned
    plans.push(planned)
    for (const one of diff) {
      const held = diffs.get(one.host)
      diffs.set(one.host, held ? join(held, one) : one)
    }
    apply.push(...(commands?.apply ?? []))
    rollback.unshift(...(commands?.rollback ?? []))
  }
  const ours = await oursOf(input.items.filter((_, i) => plans[i]?.row.refusal === null))
  const rows = plans.map(({ row, vpc, steps }) => {
    const seen = vpc === null ? null : shared.asRead(vpc)
    return seen && row.refusal === null ? { ...row, basis: basisOf(seen, steps, ours) } : row
  })
  return ok({ rows, diff: [...diffs.values()], commands: apply.length > 0 ? { apply, rollback } : null })
}

const join = (a: RuleDiff, b: RuleDiff): RuleDiff => ({
  host: a.host,
  added: [...a.added, ...b.added],
  removed: [...a.removed, ...b.removed],
  kept: b.kept,
})

type RowPlan = {
  readonly row: BulkRow
  readonly vpc: string | null
  readonly steps: readonly RegistryStep[]
  readonly diff: readonly RuleDiff[]
  readonly commands: { readonly apply: readonly string[]; readonly rollback: readonly string[] } | null
}

async function planRow(
  verb: BulkInput['verb'],
  item: BulkItem,
  shared: SharedReading,
  asked: Map<string, string>,
): Promise<RowPlan> {
  const base = { nicId: item.nicId, address: item.address, guest: '', nic: '', added: 0, removed: 0 }
  const refuse = (refusal: string, known: object = {}): RowPlan => ({
    row: { ...base, ...known, refusal, basis: null, retraced: null },
    vpc: null,
    steps: [],
    diff: [],
    commands: null,
  })
  const planned = verb === 'register' ? await planRegister(item, shared) : await planRelease(item, shared)
  if (!planned.ok) return refuse(sentenceOf(planned.error))
  const { context, steps, members, plan } = planned.value
  const known = { guest: context.guest, nic: context.nic }
  const key = `${context.vpcId} ${item.address}`
  const other = verb === 'register' ? asked.get(key) : undefined
  if (other !== undefined)
    return refuse(
      `It is asked for on ${other} too: an address that is on two machines needs a HAVIP, with both as members.`,
      known,
    )
  asked.set(key, `${context.guest} ${context.nic}`)
  if (!plan.mayApply)
    return {
      ...refuse(`Fabric ${context.fabric} is only read by Rollcall; run the commands.`, known),
      commands: plan.commands,
    }
  shared.take(context.vpc, steps, verb === 'register' ? members : [])
  const count = (of: 'added' | 'removed') => plan.diff.reduce((sum, one) => sum + one[of].length, 0)
  return {
    row: {
      ...base,
      ...known,
      refusal: null,
      basis: null,
      added: count('added'),
      removed: count('removed'),
      retraced: plan.retraced,
    },
    vpc: context.vpc,
    steps,
    diff: plan.diff,
    commands: plan.commands,
  }
}

async function planRegister(item: BulkItem, shared: SharedReading) {
  const prepared = await prepareRegistration({ ...item, why: '' }, shared)
  if (!prepared.ok) return prepared
  const { context, plan, steps, members } = prepared.value
  if (context.registered && item.kind === 'secondary')
    return err({
      kind: 'taken' as const,
      what: item.address,
      by: `this very interface (${context.guest} ${context.nic})`,
    })
  const choice = plan.choices.find((one) => one.kind === item.kind)
  if (choice && !choice.fits) return err({ kind: 'invalid' as const, field: 'address', reason: choice.reason })
  return ok({ context, plan, steps, members: members.map((one) => one.nicId) })
}

async function planRelease(item: BulkItem, shared: SharedReading) {
  const id = await findRegistered(pool(), item.nicId, item.address)
  if (id === null)
    return err({ kind: 'conflict' as const, reason: `${item.address} is not registered on this interface any more.` })
  const prepared = await prepareRelease(id, shared)
  return prepared.ok ? ok({ ...prepared.value, members: [item.nicId] }) : prepared
}
