import { basisOf, type RegistryStep, type Snapshot } from '../../../core/registry/snapshot'
import { err, ok, type Result } from '../../../core/result'
import type { Fabric } from '../../../fabrics/fabric'
import type { AppError } from '../../errors'
import { lockVpcs } from '../../store/audit/scope'
import { transaction } from '../../store/database'
import { lockFabric } from '../../store/fabrics'
import { applyToRegistry } from '../../store/registry/apply-steps'
import { getVpc } from '../../store/registry/vpcs'
import { translated } from '../../store/translate-error'
import { type FabricRow, toAppError } from '../fabric/open-stored-fabric'
import { readVpc } from '../fabric/read-fabric'

/** Carries a refusal out of the transaction, so that the registry keeps nothing that the hosts did not take. */
class Refused extends Error {
  constructor(readonly error: AppError) {
    super('refused')
  }
}

/**
 * Applies a change to a registry that Rollcall keeps and a fabric installs: rows and rules, both or neither. While it
 * runs no sync of the fabric and no edit of the VPC comes between. When Rollcall dies in the middle the registry is as it
 * was, and the next sync puts the hosts right.
 */
export async function applyToKept(
  change: { readonly vpcId: number; readonly steps: readonly RegistryStep[]; readonly seen: Snapshot },
  fabric: Fabric,
  row: FabricRow,
): Promise<Result<{ readonly note: string }, AppError>> {
  try {
    return await translated(() =>
      transaction(async (sql) => {
        await lockFabric(sql, row.id)
        await lockVpcs(sql, [change.vpcId])
        const vpc = await getVpc(sql, change.vpcId)
        const now = vpc.ok ? await readVpc(fabric, row, vpc.value.name, sql) : vpc
        if (!now.ok) throw new Refused(now.error)
        if (basisOf(now.value, change.steps) !== basisOf(change.seen, change.steps))
          throw new Refused({
            kind: 'conflict',
            reason: 'Somebody changed what is registered on these interfaces since it was read. Look again.',
          })
        await applyToRegistry(sql, change.vpcId, change.steps, new Date())
        if (!row.canWrite)
          return ok({ note: 'the registry has it; Rollcall only reads these hosts: run the commands of the plan' })
        const applied = await fabric.applySteps(change.steps, now.value)
        if (!applied.ok) throw new Refused(toAppError(row.name, applied.error))
        return applied
      }),
    )
  } catch (error) {
    if (error instanceof Refused) return err(error.error)
    throw error
  }
}
