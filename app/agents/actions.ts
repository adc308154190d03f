'use server'

import { defineAction } from '@/server/action'
import {
  createAgentToken,
  createTokenInput,
  revokeAgentToken,
  revokeTokenInput,
} from '@/server/operations/agents/manage-tokens'
import { shown } from '../shown'

const create = defineAction(createTokenInput, 'manage-agents', createAgentToken)
const revoke = defineAction(revokeTokenInput, 'manage-agents', revokeAgentToken)

export async function createTokenAction(input: unknown) {
  return shown(create(input))
}
export async function revokeTokenAction(input: unknown) {
  return shown(revoke(input))
}
