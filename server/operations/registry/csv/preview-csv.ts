import type { z } from 'zod'
import { canonicalIp } from '../../../../core/ip/ip'
import { parseMac } from '../../../../core/ip/mac'
import { formatPrefix, parsePrefix } from '../../../../core/ip/prefix'
import { type ImportProblem, type ImportRow, validateImport } from '../../../../core/registry/validate-import'
import type { ImportPlan } from '../../../../core/registry/validate-import-world'
import { ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { type Sql, transaction } from '../../../store/database'
import { loadImportFacts } from '../../../store/registry/imports'
import { type csvInput, readCsv } from './read-csv'

const PROBLEMS_SHOWN_MAX = 500

export type CsvCounts = {
  readonly subnets: number
  readonly guests: number
  readonly nics: number
  readonly havips: number
  readonly registrations: number
  readonly unchanged: number
}
/** What an import would do. Nothing is stored. `problems` are the first 500 of `problemCount`. */
export type CsvPreview = {
  readonly rows: number
  readonly counts: CsvCounts
  readonly problems: readonly ImportProblem[]
  readonly problemCount: number
}

export async function previewCsv(
  input: z.output<typeof csvInput>,
  _actor: Actor,
): Promise<Result<CsvPreview, AppError>> {
  const read = readCsv(input.text)
  if (!read.ok) return read
  const { plan, problems } = await transaction((sql) => planCsv(sql, read.value.rows))
  const all = [...read.value.problems, ...problems].sort((a, b) => a.row - b.row)
  return ok({
    rows: read.value.rows.length + read.value.problems.length,
    counts: countsOf(plan),
    problems: all.slice(0, PROBLEMS_SHOWN_MAX),
    problemCount: all.length,
  })
}

/** The rows against what is stored now. */
export async function planCsv(
  sql: Sql,
  rows: readonly ImportRow[],
): Promise<{ plan: ImportPlan; problems: readonly ImportProblem[] }> {
  const unique = (values: string[]) => [...new Set(values)]
  const facts = await loadImportFacts(sql, {
    vpcs: unique(rows.map((row) => row.vpc)),
    guests: unique(rows.map((row) => row.guest)),
    macs: unique(rows.flatMap((row) => parseMac(row.mac) ?? [])),
    addresses: unique(rows.flatMap((row) => canonicalIp(row.address) ?? blockOf(row.address))),
  })
  return validateImport(rows, facts)
}

export const countsOf = (plan: ImportPlan): CsvCounts => ({
  subnets: plan.subnets.length,
  guests: plan.guests.length,
  nics: plan.nics.length,
  havips: plan.havips.length,
  registrations: plan.registrations.length,
  unchanged: plan.unchanged,
})

function blockOf(text: string): string[] {
  const prefix = parsePrefix(text)
  return prefix ? [formatPrefix(prefix)] : []
}
