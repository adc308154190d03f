import { applyBulk } from '@/server/operations/fix/apply-bulk'
import { bulkInput } from '@/server/operations/fix/plan-bulk'
import { defineStream } from '@/server/route'

/** Registers or releases many addresses one after another; answers a line of JSON for each as soon as it is done. */
export const POST = defineStream(bulkInput, 'register-address', applyBulk)
