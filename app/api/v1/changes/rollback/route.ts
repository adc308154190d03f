import { finishChangeInput, rollBackChange } from '@/server/operations/fix/finish-change'
import { defineRoute } from '@/server/route'

/** Takes back what was applied of a change that stopped in the middle. */
export const POST = defineRoute(finishChangeInput, 'register-address', rollBackChange, 'fields')
