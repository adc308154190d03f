/** Who asks, and what they may do. Accounts and roles change this file only. */
export type Actor =
  | { readonly name: string; readonly kind: 'operator' | 'system' }
  | { readonly name: string; readonly kind: 'agent'; readonly tokenId: number; readonly vpcId: number | null }

export type Deed =
  | 'read'
  | 'ingest-capture'
  | 'withdraw-capture'
  | 'import-flows'
  | 'edit-registry'
  | 'register-address'
  | 'acknowledge-finding'
  | 'run-audit'
  | 'sync-fabric'
  | 'manage-fabrics'
  | 'manage-demo'
  | 'manage-agents'

/** The only operator there is until accounts exist. */
export const LOCAL_OPERATOR: Actor = { name: 'local operator', kind: 'operator' }
export const SYSTEM: Actor = { name: 'rollcall', kind: 'system' }

const SYSTEM_DEEDS: ReadonlySet<Deed> = new Set(['read', 'run-audit', 'sync-fabric', 'manage-demo', 'ingest-capture'])

/** An agent tells what its own machine has configured, and reads nothing. */
const AGENT_DEEDS: ReadonlySet<Deed> = new Set(['ingest-capture'])

/** Whether the actor may do it; a refusal is a sentence. */
export function mayDo(actor: Actor, deed: Deed): true | string {
  if (actor.kind === 'operator') return true
  if ((actor.kind === 'system' ? SYSTEM_DEEDS : AGENT_DEEDS).has(deed)) return true
  return `${actor.name} may not ${deed.replaceAll('-', ' ')}.`
}
