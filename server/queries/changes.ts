import 'server-only'
import { isHeld } from '../store/change-lock'
import { pool, prisma } from '../store/database'

export type ChangeRow = {
  readonly id: number
  readonly at: string
  readonly actor: string
  readonly verb: string
  readonly subject: string
  readonly state: string
  readonly stage: string | null // of one that is not at its end
  readonly why: string
}
export type ChangeStep = { readonly name: string; readonly state: string; readonly at: string; readonly detail: string }
export type ChangePage = ChangeRow & {
  readonly findingId: number | null
  readonly before: unknown
  readonly after: unknown
  readonly steps: readonly ChangeStep[]
  readonly receipt: Readonly<Record<string, unknown>> | null
  readonly resolved: readonly number[]
  readonly isHeld: boolean // somebody works on it now
  readonly isBack: boolean // it is being rolled back
}

const ROW = { id: true, at: true, actor: true, verb: true, subject: true, state: true, stage: true, why: true } as const

/** One page of the log, latest first; `before` is the number of the last change seen. */
export async function listChanges(
  before: number | null,
  rowsMax = 100,
): Promise<{ rows: ChangeRow[]; next: number | null }> {
  const rows = await prisma().change.findMany({
    select: ROW,
    where: before === null ? {} : { id: { lt: before } },
    orderBy: { id: 'desc' },
    take: rowsMax + 1,
  })
  const shown = rows.slice(0, rowsMax).map((row) => ({ ...row, at: row.at.toISOString() }))
  return { rows: shown, next: rows.length > rowsMax ? (shown.at(-1)?.id ?? null) : null }
}

export async function findChange(id: number): Promise<ChangePage | null> {
  const [row, resolved] = await Promise.all([
    prisma().change.findUnique({
      where: { id },
      select: { ...ROW, findingId: true, before: true, after: true, steps: true, receipt: true, plan: true },
    }),
    prisma().finding.findMany({ where: { resolvedBy: id }, select: { id: true }, orderBy: { id: 'asc' }, take: 100 }),
  ])
  if (!row) return null
  const { plan, ...shown } = row
  const isUnderWay = row.state === 'applying' || row.state === 'unfinished'
  return {
    ...shown,
    isHeld: isUnderWay && (await isHeld(pool(), id)),
    isBack: (plan as { direction?: unknown } | null)?.direction === 'back',
    at: row.at.toISOString(),
    steps: row.steps as unknown as readonly ChangeStep[],
    receipt: row.receipt as unknown as Readonly<Record<string, unknown>> | null,
    resolved: resolved.map((one) => one.id),
  }
}
