import { z } from 'zod'
import { importFlows, importFlowsInput } from '@/server/operations/fabric/import-flows'
import { defineRoute } from '@/server/route'

const input = importFlowsInput.extend({ hostId: z.coerce.number().int() })

/** Takes a host's flow table: `?hostId=3&bridge=br-int` and the output of `ovs-ofctl dump-flows` as the body. */
export const POST = defineRoute(input, 'import-flows', importFlows)
