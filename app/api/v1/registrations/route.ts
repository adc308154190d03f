import { registrationInput } from '@/server/operations/fix/plan-registration'
import { registerAddress } from '@/server/operations/fix/register-address'
import { defineRoute } from '@/server/route'

/** Registers an address on an interface; `basis` of a plan makes it conditional on what the plan rested on. */
export const POST = defineRoute(registrationInput, 'register-address', registerAddress, 'fields')
