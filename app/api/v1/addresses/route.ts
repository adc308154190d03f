import { z } from 'zod'
import { ok } from '@/core/result'
import { jsonText } from '@/server/json-text'
import { listAddresses } from '@/server/queries/list-addresses'
import { defineRoute } from '@/server/route'

export const dynamic = 'force-dynamic'

const cursor = z.object({ severity: z.number().int(), address: z.string().max(64), nicId: z.number().int() })
const input = z.object({
  q: z.string().max(200).optional(),
  standing: z.string().max(30).optional(),
  vpc: z.coerce.number().int().optional(),
  subnet: z.coerce.number().int().optional(),
  after: jsonText(cursor).optional(),
})

/** One page of the address list, worst first; `after` is the `next` of the page before. */
export const GET = defineRoute(input, 'read', async ({ q, standing, vpc, subnet, after }) =>
  ok(
    await listAddresses(
      {
        ...(q && { q }),
        ...(standing && { standing }),
        ...(vpc && { vpcId: vpc }),
        ...(subnet && { subnetId: subnet }),
      },
      after ?? null,
    ),
  ),
)
