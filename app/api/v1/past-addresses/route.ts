import { z } from 'zod'
import { ok } from '@/core/result'
import { jsonText } from '@/server/json-text'
import { listPastAddresses } from '@/server/queries/past-addresses'
import { defineRoute } from '@/server/route'

export const dynamic = 'force-dynamic'

const cursor = z.object({ address: z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]), nicId: z.number().int() })
const input = z.object({
  vpc: z.coerce.number().int(),
  at: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  after: jsonText(cursor).optional(),
})

/** One page of a VPC's claims and registrations at a past moment, by address; `after` is the `next` of the page before. */
export const GET = defineRoute(input, 'read', async ({ vpc, at, after }) =>
  ok(await listPastAddresses({ vpcId: vpc, at }, after ?? null)),
)
