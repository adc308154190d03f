import { z } from 'zod'
import { err, ok } from '@/core/result'
import { listRules, openDump } from '@/server/queries/host-rules'
import { defineRoute } from '@/server/route'

export const dynamic = 'force-dynamic'

const ROWS_MAX = 500
const input = z.object({
  dump: z.coerce.number().int().positive(),
  before: z.coerce.number().int().positive().optional(),
  filter: z.string().max(4000).default(''),
  from: z.coerce.number().int().nonnegative().default(0),
  count: z.coerce.number().int().min(1).max(ROWS_MAX).default(100),
})

/** Rules of a kept flow table in the order they are tried, from a place on; `filter` as on a host's page. */
export const GET = defineRoute(input, 'read', async ({ dump, before, filter, from, count }) => {
  const opened = await openDump(dump, before ?? null)
  if (!opened) return err({ kind: 'not-found' as const, what: 'This flow table' })
  const page = await listRules(opened, { filter, from, count })
  if (page.ok) return ok(page.value)
  return err({
    kind: 'invalid' as const,
    field: 'filter',
    reason: `Column ${page.error.column}: ${page.error.reason}`,
  })
})
