import type { Snapshot } from '../../../core/registry/snapshot'
import { err, ok, type Result } from '../../../core/result'
import type { Fabric } from '../../../fabrics/fabric'
import type { AppError } from '../../errors'
import { pool, type Sql } from '../../store/database'
import { findProgrammedVpc, loadKeptRegistry } from '../../store/kept-registry'
import { type FabricRow, toAppError } from './open-stored-fabric'

/** The registry of a fabric, wherever it is kept: with the fabric, or here. */
export async function readFabric(
  sql: Sql,
  fabric: Fabric,
  row: Pick<FabricRow, 'id' | 'name'>,
): Promise<Result<readonly Snapshot[], AppError>> {
  let held: Snapshot | null = null
  if (!fabric.capabilities.keepsRegistry) {
    const vpcId = await findProgrammedVpc(sql, row.id)
    held = vpcId === null ? null : await loadKeptRegistry(sql, vpcId)
    if (held === null)
      return err({ kind: 'fabric', fabric: row.name, reason: 'it installs no VPC any more; choose one on its page' })
  }
  const snapshots = await fabric.readSnapshots(held)
  return snapshots.ok ? snapshots : err(toAppError(row.name, snapshots.error))
}

/** What the fabric says of one VPC; it may be stored under the fabric's name. */
export async function readVpc(
  fabric: Fabric,
  row: Pick<FabricRow, 'id' | 'name'>,
  vpc: string,
  sql: Sql = pool(),
): Promise<Result<Snapshot, AppError>> {
  const snapshots = await readFabric(sql, fabric, row)
  if (!snapshots.ok) return snapshots
  const found = snapshots.value.find((one) => one.vpc.name === vpc || `${row.name}: ${one.vpc.name}` === vpc)
  return found ? ok(found) : err({ kind: 'fabric', fabric: row.name, reason: `it no longer has a VPC ${vpc}` })
}
