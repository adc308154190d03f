'use server'

import { defineAction } from '@/server/action'
import {
  createFabric,
  createFabricInput,
  deleteFabric,
  deleteFabricInput,
  editFabric,
  editFabricInput,
} from '@/server/operations/fabric/manage-fabrics'
import { syncFabric, syncFabricInput } from '@/server/operations/fabric/sync-fabric'
import { shown } from '../shown'

const verbs = {
  create: defineAction(createFabricInput, 'manage-fabrics', createFabric),
  edit: defineAction(editFabricInput, 'manage-fabrics', editFabric),
  delete: defineAction(deleteFabricInput, 'manage-fabrics', deleteFabric),
  sync: defineAction(syncFabricInput, 'sync-fabric', syncFabric),
}

export async function createFabricAction(input: unknown) {
  return shown(verbs.create(input))
}
export async function editFabricAction(input: unknown) {
  return shown(verbs.edit(input))
}
export async function deleteFabricAction(input: unknown) {
  return shown(verbs.delete(input))
}
export async function syncFabricAction(input: unknown) {
  return shown(verbs.sync(input))
}
