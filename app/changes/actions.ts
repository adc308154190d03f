'use server'

import { defineAction } from '@/server/action'
import { finishChangeInput, resumeChange, rollBackChange } from '@/server/operations/fix/finish-change'
import { shown } from '../shown'

const resume = defineAction(finishChangeInput, 'register-address', resumeChange)
const rollBack = defineAction(finishChangeInput, 'register-address', rollBackChange)

export async function resumeChangeAction(input: unknown) {
  return shown(resume(input))
}
export async function rollBackChangeAction(input: unknown) {
  return shown(rollBack(input))
}
