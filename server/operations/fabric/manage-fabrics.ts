import type { z } from 'zod'
import { err, ok, type Result } from '../../../core/result'
import { closeFabrics, openFabric } from '../../../fabrics/catalogue'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { appendChange } from '../../store/changes'
import { pool, transaction } from '../../store/database'
import {
  findFabric,
  findFabricIdByName,
  createFabric as insertFabric,
  deleteFabric as removeFabric,
  saveFabric,
} from '../../store/fabrics'
import { findOwnVpcByName, loadKeptRegistry, programVpc } from '../../store/kept-registry'
import { deleteInput } from '../registry/edit-inputs'
import { createFabricInput, draftOf, editFabricInput, type FabricDraft } from './fabric-fields'
import { secretOf } from './open-stored-fabric'

export { createFabricInput, editFabricInput }

export const deleteFabricInput = deleteInput

/** Makes a fabric known, once it has answered: one that cannot be reached is refused with its reason. */
export async function createFabric(
  input: z.output<typeof createFabricInput>,
  actor: Actor,
): Promise<Result<{ id: number; vpcs: number }, AppError>> {
  const draft = draftOf(input)
  const vpcId = await chooseVpc(input, null)
  if (!vpcId.ok) return vpcId
  const found = await tryDraft(draft, vpcId.value)
  if (!found.ok) return found
  return transaction(async (sql) => {
    if ((await findFabricIdByName(sql, draft.name)) !== null)
      return err({ kind: 'taken', what: draft.name, by: 'another fabric' })
    const fabricId = await insertFabric(sql, draft)
    await saveFabric(sql, fabricId, draft)
    if (vpcId.value !== null) await programVpc(sql, vpcId.value, fabricId)
    await appendChange(sql, {
      actor: actor.name,
      verb: 'create-fabric',
      subject: `Fabric ${draft.name}`,
      after: { ...draft, ...(input.vpc && { vpc: input.vpc }) },
      why: input.why,
    })
    return ok({ id: fabricId, vpcs: found.value })
  })
}

export async function editFabric(
  input: z.output<typeof editFabricInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  const draft = draftOf(input)
  const vpcId = await chooseVpc(input, input.id)
  if (!vpcId.ok) return vpcId
  const found = await tryDraft(draft, vpcId.value)
  if (!found.ok) return found
  return transaction(async (sql) => {
    const before = await findFabric(sql, input.id)
    if (!before) return err({ kind: 'not-found', what: 'This fabric' })
    if (before.kind === 'simulated')
      return err({ kind: 'refused', reason: 'The simulated fabric is set up by the launcher.' })
    if (before.kind !== draft.kind)
      return err({
        kind: 'invalid',
        field: 'kind',
        reason: `Fabric ${before.name} is of kind ${before.kind}; forget it and connect another.`,
      })
    if (before.version !== input.version)
      return err({ kind: 'conflict', reason: `Somebody else changed fabric ${before.name} meanwhile. Look again.` })
    const namesake = await findFabricIdByName(sql, draft.name)
    if (namesake !== null && namesake !== input.id)
      return err({ kind: 'taken', what: draft.name, by: 'another fabric' })
    await saveFabric(sql, input.id, draft)
    if (vpcId.value !== null) await programVpc(sql, vpcId.value, input.id)
    await appendChange(sql, {
      actor: actor.name,
      verb: 'edit-fabric',
      subject: `Fabric ${draft.name}`,
      before,
      after: draft,
      why: input.why,
    })
    return ok({ id: input.id })
  })
}

/** The VPC whose registry a fabric of plain switches installs; null for fabrics that keep their own. */
async function chooseVpc(
  { kind, vpc }: z.output<typeof createFabricInput>,
  fabricId: number | null,
): Promise<Result<number | null, AppError>> {
  if (kind !== 'openvswitch') return ok(null)
  const refuse = (reason: string): Result<never, AppError> => err({ kind: 'invalid', field: 'vpc', reason })
  const found = await findOwnVpcByName(pool(), vpc)
  if (!found) return refuse(`There is no VPC ${vpc}. Make it first, with its subnets.`)
  if (!found.isOwn) return refuse(`The registry of VPC ${vpc} is kept by a fabric of its own.`)
  if (found.programmedBy !== null && found.programmedBy !== fabricId)
    return refuse(`The registry of VPC ${vpc} is installed by another fabric already.`)
  return ok(found.id)
}

/** Forgets a fabric, the VPCs it serves and its hosts, here only: the fabric itself stays as it is. */
export async function deleteFabric(
  input: z.output<typeof deleteFabricInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  const removed = await transaction(async (sql): Promise<Result<string, AppError>> => {
    const before = await findFabric(sql, input.id)
    if (!before) return err({ kind: 'not-found', what: 'This fabric' })
    await removeFabric(sql, input.id)
    await appendChange(sql, {
      actor: actor.name,
      verb: 'delete-fabric',
      subject: `Fabric ${before.name}`,
      before,
      why: input.why,
    })
    return ok(before.name)
  })
  if (!removed.ok) return removed
  await closeFabrics(removed.value)
  return ok({ id: input.id })
}

/** Reads it once on a connection of its own; answers how many VPCs it has. */
async function tryDraft(draft: FabricDraft, vpcId: number | null): Promise<Result<number, AppError>> {
  const name = `${draft.name}: tried`
  const refuse = (reason: string, field = 'endpoint'): Result<never, AppError> =>
    err({ kind: 'invalid', field, reason })
  const secret = secretOf(draft.secretName)
  if (secret === null) return refuse(`The server has no variable ${draft.secretName}.`, 'secretName')
  try {
    const { kind, endpoint, options } = draft
    const fabric = await openFabric({ kind, name, endpoint, secret, options })
    const held = vpcId === null ? null : await loadKeptRegistry(pool(), vpcId)
    const snapshots = await fabric?.readSnapshots(held)
    if (!snapshots) return refuse(`Fabrics of kind ${kind} are not known.`)
    if (snapshots.ok) return ok(snapshots.value.length)
    const { kind: why, reason } = snapshots.error
    return refuse(why === 'unreachable' ? `It does not answer: ${reason}.` : `It cannot be read: ${reason}.`)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  } finally {
    await closeFabrics(name)
  }
}
