import 'server-only'
import { type Actor, LOCAL_OPERATOR } from './actor'

/** Who is asking. Until accounts exist there is one operator, and the server listens on loopback only. */
export async function currentActor(): Promise<Actor> {
  return LOCAL_OPERATOR
}
