import 'server-only'
import { type Actor, LOCAL_OPERATOR } from './actor'
import { findToken } from './store/agents'
import { pool } from './store/database'

/** Who is asking. Until accounts exist there is one operator, and the server listens on loopback only. */
export async function currentActor(): Promise<Actor> {
  return LOCAL_OPERATOR
}

/** Who sends a request: the agent whose token it shows, else whoever sits at the screen. Null: the token is not one of ours. */
export async function requestActor(request: Request): Promise<Actor | null> {
  const header = request.headers.get('authorization')
  if (header === null) return currentActor()
  const token = /^Bearer ([\w-]{1,200})$/.exec(header)?.[1]
  const found = token ? await findToken(pool(), token) : null
  return found && { name: `agent ${found.name}`, kind: 'agent', tokenId: found.id, vpcId: found.vpcId }
}
