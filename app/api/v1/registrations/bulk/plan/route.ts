import { bulkInput, planBulk } from '@/server/operations/fix/plan-bulk'
import { defineRoute } from '@/server/route'

/** What many registrations or releases would change together. Nothing is applied. */
export const POST = defineRoute(bulkInput, 'read', planBulk, 'fields')
