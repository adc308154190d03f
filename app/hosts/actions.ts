'use server'

import { defineAction } from '@/server/action'
import { importFlows, importFlowsInput } from '@/server/operations/fabric/import-flows'
import { deleteInput } from '@/server/operations/registry/edit-inputs'
import { createHost, createHostInput } from '@/server/operations/registry/hosts/create-host'
import { deleteHost } from '@/server/operations/registry/hosts/delete-host'
import { editHost, editHostInput } from '@/server/operations/registry/hosts/edit-host'
import { shown } from '../shown'

const verbs = {
  create: defineAction(createHostInput, 'edit-registry', createHost),
  edit: defineAction(editHostInput, 'edit-registry', editHost),
  delete: defineAction(deleteInput, 'edit-registry', deleteHost),
  importFlows: defineAction(importFlowsInput, 'import-flows', importFlows),
}

export async function createHostAction(input: unknown) {
  return shown(verbs.create(input))
}
export async function editHostAction(input: unknown) {
  return shown(verbs.edit(input))
}
export async function deleteHostAction(input: unknown) {
  return shown(verbs.delete(input))
}
export async function importFlowsAction(input: unknown) {
  return shown(verbs.importFlows(input))
}
