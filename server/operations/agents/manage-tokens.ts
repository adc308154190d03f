import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { createToken, hashToken, revokeToken } from '../../store/agents'
import { appendChange } from '../../store/changes'
import { transaction } from '../../store/database'
import { translated } from '../../store/translate-error'
import { id, optionalNumber } from '../registry/edit-inputs'

export const createTokenInput = z.object({
  name: z.string().trim().min(1, 'Give the token a name: who will use it.').max(100),
  vpcId: optionalNumber,
})
export const revokeTokenInput = z.object({ id })

const PREFIX = 'rca_' // so that a leaked one is recognised for what it is

/** Makes a token for agents. It is told this once: only its hash is kept. */
export async function createAgentToken(
  input: z.output<typeof createTokenInput>,
  actor: Actor,
): Promise<Result<{ id: number; token: string }, AppError>> {
  const token = PREFIX + randomBytes(24).toString('base64url')
  return translated(() =>
    transaction(async (sql) => {
      const now = new Date()
      const tokenId = await createToken(sql, { ...input, hash: hashToken(token), actor: actor.name, now })
      await appendChange(sql, {
        actor: actor.name,
        verb: 'create-agent-token',
        subject: `token ${input.name}`,
        vpcId: input.vpcId,
        after: { name: input.name },
      })
      return ok({ id: tokenId, token })
    }),
  )
}

export async function revokeAgentToken(
  input: z.output<typeof revokeTokenInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return transaction(async (sql) => {
    const name = await revokeToken(sql, input.id, actor.name, new Date())
    if (name === null) return err({ kind: 'conflict', reason: 'That token was revoked before, or never existed.' })
    await appendChange(sql, { actor: actor.name, verb: 'revoke-agent-token', subject: `token ${name}` })
    return ok({ id: input.id })
  })
}
