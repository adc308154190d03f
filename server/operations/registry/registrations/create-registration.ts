import { z } from 'zod'
import { canonicalIp } from '../../../../core/ip/ip'
import { formatPrefix, parsePrefix } from '../../../../core/ip/prefix'
import { validateRegistration } from '../../../../core/registry/validate-registration'
import { ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { getNic } from '../../../store/registry/nics'
import {
  findPrimary,
  createRegistration as insertRegistration,
  listHolders,
} from '../../../store/registry/registrations'
import { listHomes } from '../../../store/registry/subnets'
import { getOwnVpc } from '../../../store/registry/vpcs'
import { id, optionalText, why } from '../edit-inputs'
import { editRegistry, judge, record } from '../edit-registry'

export const createRegistrationInput = z.object({
  nicId: id,
  kind: z.enum(['primary', 'secondary', 'allowed-pair'], { error: 'Choose primary, secondary or allowed pair.' }),
  address: z.string().max(60),
  mac: optionalText,
  why,
})

/** Allows an address on an interface. Errors: outside the subnet, reserved, wrong family, taken (by whom), over the limit. */
export async function createRegistration(
  input: z.output<typeof createRegistrationInput>,
  actor: Actor,
): Promise<Result<{ id: number; address: string }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const found = await getNic(edit.sql, input.nicId)
    if (!found.ok) return found
    const vpc = await getOwnVpc(edit.sql, found.value.vpcId)
    if (!vpc.ok) return vpc
    const nic = await getNic(edit.sql, input.nicId)
    if (!nic.ok) return nic
    const { vpcId, guestId, guest, name, mac, subnet, used } = nic.value
    const asked = askedAddress(input.address)
    const draft = validateRegistration(input, {
      nicId: input.nicId,
      nic: `${guest} ${name}`,
      nicMac: mac,
      guestId,
      subnet,
      siblings: asked ? await listHomes(edit.sql, vpcId, asked) : [],
      holders: asked ? await listHolders(edit.sql, vpcId, asked) : [],
      primary: await findPrimary(edit.sql, input.nicId, subnet.cidr),
      used,
      usedMax: vpc.value.addressesMax,
    })
    if (!draft.ok) return draft
    const registrationId = await insertRegistration(
      edit.sql,
      { vpcId, nicId: input.nicId, ...draft.value, havipId: null, claimant: guestId },
      edit.now,
    )
    const changeId = await record(edit, {
      verb: 'create-registration',
      subject: `${draft.value.address} on ${guest} ${name}`,
      vpcId,
      address: draft.value.address,
      before: null,
      after: { ...draft.value, nic: `${guest} ${name}` },
      why: input.why,
    })
    await judge(edit, { nicIds: [input.nicId] }, changeId)
    return ok({ id: registrationId, address: draft.value.address })
  })
}

/** What the database can compare with: the address or block as typed, when it is one. */
function askedAddress(text: string): string | null {
  const ip = canonicalIp(text.trim())
  if (ip !== null) return ip
  const prefix = parsePrefix(text.trim())
  return prefix ? formatPrefix(prefix) : null
}
