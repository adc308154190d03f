'use server'

import { revalidatePath } from 'next/cache'
import { defineAction } from '@/server/action'
import { acknowledgeFindings, acknowledgeInput } from '@/server/operations/findings/acknowledge-findings'
import { bulkInput, planBulk } from '@/server/operations/fix/plan-bulk'
import { planRegistration, registrationInput } from '@/server/operations/fix/plan-registration'
import { registerAddress } from '@/server/operations/fix/register-address'

const plan = defineAction(registrationInput, 'read', planRegistration)
const register = defineAction(registrationInput, 'register-address', registerAddress)
const bulk = defineAction(bulkInput, 'read', planBulk)
const acknowledge = defineAction(acknowledgeInput, 'acknowledge-finding', acknowledgeFindings)

export async function planRegistrationAction(input: unknown) {
  return plan(input)
}

export async function planBulkAction(input: unknown) {
  return bulk(input)
}

export async function registerAddressAction(input: unknown) {
  const result = await register(input)
  revalidatePath('/', 'layout')
  return result
}

export async function acknowledgeAction(input: unknown) {
  const result = await acknowledge(input)
  if (result.ok) revalidatePath('/', 'layout')
  return result
}
