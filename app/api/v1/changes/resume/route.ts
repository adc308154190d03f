import { finishChangeInput, resumeChange } from '@/server/operations/fix/finish-change'
import { defineRoute } from '@/server/route'

/** Carries on with a change that stopped in the middle. */
export const POST = defineRoute(finishChangeInput, 'register-address', resumeChange, 'fields')
