import type { z } from 'zod'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { lockVpcs } from '../../../store/audit/scope'
import { applyImport, listVpcIds } from '../../../store/registry/imports'
import { editRegistry, judge, record } from '../edit-registry'
import { type CsvCounts, countsOf, planCsv } from './preview-csv'
import { type csvInput, readCsv } from './read-csv'

/** What was created, and the change that tells of it; null when everything was so already. */
export type CsvReceipt = { readonly counts: CsvCounts; readonly changeId: number | null }

/** Stores an import, all of it or nothing: one row that cannot be stops it, whatever the preview said. */
export async function importCsv(input: z.output<typeof csvInput>, actor: Actor): Promise<Result<CsvReceipt, AppError>> {
  const read = readCsv(input.text)
  if (!read.ok) return read
  return editRegistry<CsvReceipt>(actor, async (edit) => {
    await lockVpcs(edit.sql, await listVpcIds(edit.sql, [...new Set(read.value.rows.map((row) => row.vpc))]))
    const { plan, problems } = await planCsv(edit.sql, read.value.rows)
    const problem = [...read.value.problems, ...problems][0]
    if (problem)
      return err({
        kind: 'invalid',
        field: 'text',
        reason: `Row ${problem.row}, ${problem.column}: ${problem.reason} Nothing was stored.`,
      })
    const counts = countsOf(plan)
    const made = counts.subnets + counts.guests + counts.nics + counts.havips + counts.registrations
    if (made === 0) return ok({ counts, changeId: null })
    const nicIds = await applyImport(edit.sql, plan, edit.now)
    const subject = `${counts.registrations} registrations, ${counts.nics} interfaces, ${counts.guests} guests, ${counts.subnets} subnets from CSV`
    const vpcIds = [
      ...new Set([...plan.registrations, ...plan.nics, ...plan.guests, ...plan.subnets].map((one) => one.vpcId)),
    ]
    const changeId = await record(edit, {
      verb: 'import-csv',
      subject,
      vpcId: vpcIds.length === 1 ? (vpcIds[0] ?? null) : null,
      after: counts,
    })
    await judge(edit, { nicIds }, changeId)
    return ok({ counts, changeId })
  })
}
