import { releaseAddress, releaseInput } from '@/server/operations/fix/release-address'
import { defineRoute } from '@/server/route'

/** Releases a registration where it is kept. */
export const POST = defineRoute(releaseInput, 'register-address', releaseAddress, 'fields')
