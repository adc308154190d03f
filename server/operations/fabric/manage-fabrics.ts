import { z } from 'zod'
import { err, ok, type Result } from '../../../core/result'
import { closeFabrics, openFabric } from '../../../fabrics/catalogue'
import type { FabricAddress } from '../../../fabrics/fabric'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { appendChange } from '../../store/changes'
import { transaction } from '../../store/database'
import {
  findFabric,
  findFabricIdByName,
  createFabric as insertFabric,
  deleteFabric as removeFabric,
  saveFabric,
} from '../../store/fabrics'
import { deleteInput, id, version, why } from '../registry/edit-inputs'

/** What a fabric of each kind asks for beside its endpoint; an empty answer is left out. */
const option = z.string().trim().max(1000).default('')
const fields = {
  name: z
    .string()
    .trim()
    .min(1, 'Give the fabric a name.')
    .max(64)
    .regex(/^[^:]+$/, 'A name has no colon.'),
  endpoint: z.string().trim().min(1, 'Say where its northbound database is, such as tcp:10.0.0.5:6641.').max(1000),
  southbound: option,
  collector: option,
  certificate: option,
  key: option,
  authority: option,
  mode: z.enum(['write', 'read']).default('write'),
  why,
}
export const createFabricInput = z.object(fields)
export const editFabricInput = z.object({ ...fields, id, version })
export const deleteFabricInput = deleteInput

type Draft = {
  readonly name: string
  readonly endpoint: string
  readonly canWrite: boolean
  readonly options: Record<string, string>
}

function draftOf(input: z.output<typeof createFabricInput>): Draft {
  const { southbound, collector, certificate, key, authority } = input
  const options = Object.entries({ southbound, collector, certificate, key, authority }).filter(
    ([, text]) => text !== '',
  )
  return {
    name: input.name,
    endpoint: input.endpoint,
    canWrite: input.mode === 'write',
    options: Object.fromEntries(options),
  }
}

/** Makes a fabric known, once it has answered: one that cannot be reached is refused with its reason. */
export async function createFabric(
  input: z.output<typeof createFabricInput>,
  actor: Actor,
): Promise<Result<{ id: number; vpcs: number }, AppError>> {
  const draft = draftOf(input)
  const found = await tryAddress({ kind: 'ovn', secret: '', ...draft })
  if (!found.ok) return found
  return transaction(async (sql) => {
    if ((await findFabricIdByName(sql, draft.name)) !== null)
      return err({ kind: 'taken', what: draft.name, by: 'another fabric' })
    const fabricId = await insertFabric(sql, { ...draft, kind: 'ovn', secretName: null })
    await saveFabric(sql, fabricId, draft)
    await appendChange(sql, {
      actor: actor.name,
      verb: 'create-fabric',
      subject: `Fabric ${draft.name}`,
      after: draft,
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
  const found = await tryAddress({ kind: 'ovn', secret: '', ...draft })
  if (!found.ok) return found
  return transaction(async (sql) => {
    const before = await findFabric(sql, input.id)
    if (!before) return err({ kind: 'not-found', what: 'This fabric' })
    if (before.kind === 'simulated')
      return err({ kind: 'refused', reason: 'The simulated fabric is set up by the launcher.' })
    if (before.version !== input.version)
      return err({ kind: 'conflict', reason: `Somebody else changed fabric ${before.name} meanwhile. Look again.` })
    const namesake = await findFabricIdByName(sql, draft.name)
    if (namesake !== null && namesake !== input.id)
      return err({ kind: 'taken', what: draft.name, by: 'another fabric' })
    await saveFabric(sql, input.id, draft)
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
async function tryAddress(address: FabricAddress): Promise<Result<number, AppError>> {
  const name = `${address.name}: tried`
  const refuse = (reason: string): Result<never, AppError> => err({ kind: 'invalid', field: 'endpoint', reason })
  try {
    const fabric = await openFabric({ ...address, name })
    const snapshots = await fabric?.readSnapshots()
    if (!snapshots) return refuse(`Fabrics of kind ${address.kind} are not known.`)
    if (snapshots.ok) return ok(snapshots.value.length)
    return refuse(`It does not answer: ${snapshots.error.reason}.`)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  } finally {
    await closeFabrics(name)
  }
}
