'use server'

import { defineAction } from '@/server/action'
import { importCsv } from '@/server/operations/registry/csv/import-csv'
import { previewCsv } from '@/server/operations/registry/csv/preview-csv'
import { csvInput } from '@/server/operations/registry/csv/read-csv'
import { deleteInput } from '@/server/operations/registry/edit-inputs'
import { createSubnet, createSubnetInput } from '@/server/operations/registry/subnets/create-subnet'
import { deleteSubnet } from '@/server/operations/registry/subnets/delete-subnet'
import { editSubnet, editSubnetInput } from '@/server/operations/registry/subnets/edit-subnet'
import { createVpc, createVpcInput } from '@/server/operations/registry/vpcs/create-vpc'
import { deleteVpc } from '@/server/operations/registry/vpcs/delete-vpc'
import { editVpc, editVpcInput } from '@/server/operations/registry/vpcs/edit-vpc'
import { shown } from '../shown'

const verbs = {
  createVpc: defineAction(createVpcInput, 'edit-registry', createVpc),
  editVpc: defineAction(editVpcInput, 'edit-registry', editVpc),
  deleteVpc: defineAction(deleteInput, 'edit-registry', deleteVpc),
  createSubnet: defineAction(createSubnetInput, 'edit-registry', createSubnet),
  editSubnet: defineAction(editSubnetInput, 'edit-registry', editSubnet),
  deleteSubnet: defineAction(deleteInput, 'edit-registry', deleteSubnet),
  previewCsv: defineAction(csvInput, 'read', previewCsv),
  importCsv: defineAction(csvInput, 'edit-registry', importCsv),
}

export async function createVpcAction(input: unknown) {
  return shown(verbs.createVpc(input))
}
export async function editVpcAction(input: unknown) {
  return shown(verbs.editVpc(input))
}
export async function deleteVpcAction(input: unknown) {
  return shown(verbs.deleteVpc(input))
}
export async function createSubnetAction(input: unknown) {
  return shown(verbs.createSubnet(input))
}
export async function editSubnetAction(input: unknown) {
  return shown(verbs.editSubnet(input))
}
export async function deleteSubnetAction(input: unknown) {
  return shown(verbs.deleteSubnet(input))
}
export async function previewCsvAction(input: unknown) {
  return verbs.previewCsv(input)
}
export async function importCsvAction(input: unknown) {
  return shown(verbs.importCsv(input))
}
