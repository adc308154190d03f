'use server'

import { defineAction } from '@/server/action'
import { askSwitch, askSwitchInput } from '@/server/operations/fabric/ask-switch'

const ask = defineAction(askSwitchInput, 'read', askSwitch)

export async function askSwitchAction(input: unknown) {
  return ask(input)
}
