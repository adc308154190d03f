import { planRegistration, registrationInput } from '@/server/operations/fix/plan-registration'
import { defineRoute } from '@/server/route'

/** What a registration would change, and the commands that do the same. Nothing is applied. */
export const POST = defineRoute(registrationInput, 'read', planRegistration, 'fields')
