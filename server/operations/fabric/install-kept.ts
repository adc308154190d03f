import type { Snapshot } from '../../../core/registry/snapshot'
import type { Fabric } from '../../../fabrics/fabric'
import type { Actor } from '../../actor'
import { appendChange } from '../../store/changes'
import type { Sql } from '../../store/database'
import { findProgrammedVpc } from '../../store/kept-registry'
import { savePlaces } from '../../store/snapshot/save-places'
import type { FabricRow } from './open-stored-fabric'

const RULES_LOGGED_MAX = 50

export type Installed = {
  readonly vpcIds: number[]
  readonly touchedNicIds: readonly number[]
  readonly drifts: readonly string[] // what still differs, in words
}

/**
 * A registry that Rollcall keeps: its interfaces are placed where the hosts' switches have them, and the hosts are put
 * right. What was changed on a host stands in the log; what still differs is said.
 */
export async function installKept(
  sql: Sql,
  fabric: Fabric,
  row: FabricRow,
  snapshots: readonly Snapshot[],
  actor: Actor,
): Promise<Installed> {
  const vpcId = await findProgrammedVpc(sql, row.id)
  const [snapshot] = snapshots
  if (vpcId === null || !snapshot) return { vpcIds: [], touchedNicIds: [], drifts: [] }
  const touchedNicIds = await savePlaces(sql, vpcId, row.id, snapshot)
  const drifts: string[] = []
  for (const drift of (await fabric.repair?.(snapshot, row.canWrite)) ?? []) {
    const { host, bridge, missing, extra, state, reason } = drift
    if (state === 'repaired')
      await appendChange(sql, {
        actor: actor.name,
        verb: 'install-rules',
        subject: `${host} ${bridge}: ${missing.length} rules added, ${extra.length} removed`,
        vpcId,
        before: { extra: extra.slice(0, RULES_LOGGED_MAX) },
        after: { missing: missing.slice(0, RULES_LOGGED_MAX) },
        why: 'It differed from the registry.',
      })
    if (state === 'found')
      drifts.push(`${host} ${bridge} lacks ${missing.length} rules of the registry and has ${extra.length} too many`)
    if (state === 'refused') drifts.push(`${host} not changed: ${reason}`)
    if (state === 'failed') drifts.push(`${host} not changed (${reason})`)
  }
  return { vpcIds: [vpcId], touchedNicIds, drifts }
}
