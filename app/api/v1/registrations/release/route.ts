import { releaseAddress } from '@/server/operations/fix/release-address'
import { endRegistrationInput } from '@/server/operations/registry/registrations/end-registration'
import { defineRoute } from '@/server/route'

/** Releases a registration where it is kept. */
export const POST = defineRoute(endRegistrationInput, 'register-address', releaseAddress, 'fields')
