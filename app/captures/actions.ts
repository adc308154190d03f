'use server'

import { revalidatePath } from 'next/cache'
import { defineAction } from '@/server/action'
import { rebindCapture, rebindInput, withdrawCapture, withdrawInput } from '@/server/operations/evidence/move-capture'

const withdraw = defineAction(withdrawInput, 'withdraw-capture', withdrawCapture)
const rebind = defineAction(rebindInput, 'withdraw-capture', rebindCapture)

export async function withdrawCaptureAction(input: unknown) {
  const result = await withdraw(input)
  if (result.ok) revalidatePath('/', 'layout')
  return result
}

export async function rebindCaptureAction(input: unknown) {
  const result = await rebind(input)
  if (result.ok) revalidatePath('/', 'layout')
  return result
}
