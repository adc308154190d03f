'use server'

import { defineAction } from '@/server/action'
import { releaseAddress } from '@/server/operations/fix/release-address'
import { deleteInput } from '@/server/operations/registry/edit-inputs'
import { createGuest, createGuestInput } from '@/server/operations/registry/guests/create-guest'
import { deleteGuest } from '@/server/operations/registry/guests/delete-guest'
import { editGuest, editGuestInput } from '@/server/operations/registry/guests/edit-guest'
import { createHost, createHostInput } from '@/server/operations/registry/hosts/create-host'
import { deleteHost } from '@/server/operations/registry/hosts/delete-host'
import { editHost, editHostInput } from '@/server/operations/registry/hosts/edit-host'
import { createNic, createNicInput } from '@/server/operations/registry/nics/create-nic'
import { deleteNic } from '@/server/operations/registry/nics/delete-nic'
import { editNic, editNicInput } from '@/server/operations/registry/nics/edit-nic'
import {
  createRegistration,
  createRegistrationInput,
} from '@/server/operations/registry/registrations/create-registration'
import { endRegistrationInput } from '@/server/operations/registry/registrations/end-registration'
import { shown } from '../shown'

const verbs = {
  createGuest: defineAction(createGuestInput, 'edit-registry', createGuest),
  editGuest: defineAction(editGuestInput, 'edit-registry', editGuest),
  deleteGuest: defineAction(deleteInput, 'edit-registry', deleteGuest),
  createNic: defineAction(createNicInput, 'edit-registry', createNic),
  editNic: defineAction(editNicInput, 'edit-registry', editNic),
  deleteNic: defineAction(deleteInput, 'edit-registry', deleteNic),
  createRegistration: defineAction(createRegistrationInput, 'edit-registry', createRegistration),
  endRegistration: defineAction(endRegistrationInput, 'edit-registry', releaseAddress),
  createHost: defineAction(createHostInput, 'edit-registry', createHost),
  editHost: defineAction(editHostInput, 'edit-registry', editHost),
  deleteHost: defineAction(deleteInput, 'edit-registry', deleteHost),
}

export async function createGuestAction(input: unknown) {
  return shown(verbs.createGuest(input))
}
export async function editGuestAction(input: unknown) {
  return shown(verbs.editGuest(input))
}
export async function deleteGuestAction(input: unknown) {
  return shown(verbs.deleteGuest(input))
}
export async function createNicAction(input: unknown) {
  return shown(verbs.createNic(input))
}
export async function editNicAction(input: unknown) {
  return shown(verbs.editNic(input))
}
export async function deleteNicAction(input: unknown) {
  return shown(verbs.deleteNic(input))
}
export async function createRegistrationAction(input: unknown) {
  return shown(verbs.createRegistration(input))
}
export async function endRegistrationAction(input: unknown) {
  return shown(verbs.endRegistration(input))
}
export async function createHostAction(input: unknown) {
  return shown(verbs.createHost(input))
}
export async function editHostAction(input: unknown) {
  return shown(verbs.editHost(input))
}
export async function deleteHostAction(input: unknown) {
  return shown(verbs.deleteHost(input))
}
