'use server'

import { defineAction } from '@/server/action'
import { deleteInput } from '@/server/operations/registry/edit-inputs'
import { createHaVip, createHaVipInput } from '@/server/operations/registry/havips/create-havip'
import { deleteHaVip } from '@/server/operations/registry/havips/delete-havip'
import { editHaVip, editHaVipInput } from '@/server/operations/registry/havips/edit-havip'
import { removeMember, removeMemberInput } from '@/server/operations/registry/havips/remove-member'
import { saveMember, saveMemberInput } from '@/server/operations/registry/havips/save-member'
import { shown } from '../shown'

const verbs = {
  create: defineAction(createHaVipInput, 'edit-registry', createHaVip),
  edit: defineAction(editHaVipInput, 'edit-registry', editHaVip),
  delete: defineAction(deleteInput, 'edit-registry', deleteHaVip),
  saveMember: defineAction(saveMemberInput, 'edit-registry', saveMember),
  removeMember: defineAction(removeMemberInput, 'edit-registry', removeMember),
}

export async function createHaVipAction(input: unknown) {
  return shown(verbs.create(input))
}
export async function editHaVipAction(input: unknown) {
  return shown(verbs.edit(input))
}
export async function deleteHaVipAction(input: unknown) {
  return shown(verbs.delete(input))
}
export async function saveMemberAction(input: unknown) {
  return shown(verbs.saveMember(input))
}
export async function removeMemberAction(input: unknown) {
  return shown(verbs.removeMember(input))
}
