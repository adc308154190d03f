import { z } from 'zod'
import { ok } from '@/core/result'
import { createFabric, createFabricInput } from '@/server/operations/fabric/manage-fabrics'
import { listFabrics } from '@/server/queries/fabrics'
import { defineRoute } from '@/server/route'

export const dynamic = 'force-dynamic'

/** Every fabric with what it serves and how current it is. */
export const GET = defineRoute(z.object({}), 'read', async () => ok({ fabrics: await listFabrics() }))
/** Connects a fabric; it has to answer first. */
export const POST = defineRoute(createFabricInput, 'manage-fabrics', createFabric, 'fields')
