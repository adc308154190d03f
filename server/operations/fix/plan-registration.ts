import { z } from 'zod'
import { reservedFor } from '../../../core/audit/rules/reserved-address'
import { canonicalIp, parseIp } from '../../../core/ip/ip'
import { parsePrefix, prefixContains } from '../../../core/ip/prefix'
import { chooseKind, type KindChoice } from '../../../core/registry/choose-kind'
import type { RuleDiff } from '../../../core/registry/compile-registrations'
import { basisOf, type RegistryStep, type Snapshot } from '../../../core/registry/snapshot'
import { err, ok, type Result } from '../../../core/result'
import type { CommandPlan, Fabric } from '../../../fabrics/fabric'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { pool } from '../../store/database'
import { findPairContext, type PairContext } from '../../store/registrations'
import { type FabricRow, openStoredFabric, toAppError } from '../fabric/open-stored-fabric'
import { readVpc } from '../fabric/read-fabric'
import { foretell } from './foretell'
import type { SharedReading } from './shared-reading'

export const registrationInput = z.object({
  nicId: z.number().int(),
  address: z.string().transform((text, check) => {
    const address = canonicalIp(text.trim())
    if (address) return address
    check.addIssue({ code: 'custom', message: `${text} is no address.` })
    return z.NEVER
  }),
  kind: z.enum(['secondary', 'havip']),
  memberNicIds: z.array(z.number().int()).default([]),
  name: z.string().trim().max(64).default(''),
  why: z.string().trim().max(500).default(''),
  basis: z.string().max(100_000).nullish(), // what the plan rested on when it was shown
  findingId: z.number().int().nullish(),
})
export type RegistrationInput = z.output<typeof registrationInput>

/** What a registration would do, before anything is applied. */
export type RegistrationPlan = {
  readonly choices: readonly KindChoice[]
  readonly members: readonly { readonly nicId: number; readonly guest: string }[]
  readonly basis: string | null // what it rests on in the fabric: when that changes, so may the plan
  readonly commands: CommandPlan | null // the same change for people to run
  readonly mayApply: boolean // false: the fabric is only read, the commands are what there is
  readonly diff: readonly RuleDiff[] // empty where no fabric programs the hosts
  readonly retraced: 'yes' | 'no' | 'unknown' | null
  readonly verification: string
  readonly unicastOnly: boolean | null // whether the fabric drops VRRP by multicast; null: nobody says
  readonly used: number
  readonly usedMax: number
}

export type Planned = {
  readonly context: PairContext
  readonly members: readonly { nicId: number; guest: string; mac: string }[]
  readonly steps: readonly RegistryStep[]
  readonly before: Snapshot | null
  readonly plan: RegistrationPlan
}

export async function planRegistration(
  input: RegistrationInput,
  _actor: Actor,
): Promise<Result<RegistrationPlan, AppError>> {
  const planned = await prepareRegistration(input)
  return planned.ok ? ok(planned.value.plan) : planned
}

/**
 * Checks a registration and works out its steps and their effect on the rules of each host; of one among many, after
 * what those before it do.
 */
export async function prepareRegistration(
  input: RegistrationInput,
  shared?: SharedReading,
): Promise<Result<Planned, AppError>> {
  const context = await findPairContext(pool(), input.nicId, input.address)
  if (!context) return err({ kind: 'not-found', what: 'This interface' })
  const ip = parseIp(input.address)
  const subnet = parsePrefix(context.cidr)
  const choices = chooseKind({
    address: input.address,
    guest: context.guest,
    insideSubnet: ip !== null && subnet !== null && prefixContains(subnet, ip),
    reserved: reservedFor(input.address, context),
    holders: context.holders,
    registeredTo: context.registeredTo,
    used: context.used + (shared?.usedOn(input.nicId) ?? 0),
    usedMax: context.usedMax,
  })
  const others = input.kind === 'havip' ? [...(context.haVip?.memberNicIds ?? []), ...input.memberNicIds] : []
  const memberIds = [...new Set([input.nicId, ...others])]
  const { rows: members } = await pool().query<{ nicId: number; guest: string; mac: string; subnetId: number }>(
    'SELECT n.id AS "nicId", g.name AS guest, n.mac, n.subnet_id AS "subnetId" FROM nic n JOIN guest g ON g.id = n.guest_id WHERE n.id = ANY($1) ORDER BY n.id',
    [memberIds],
  )
  const stranger = members.find((member) => member.subnetId !== context.subnetId)
  if (stranger)
    return err({
      kind: 'invalid',
      field: 'memberNicIds',
      reason: `${stranger.guest} is on another subnet; a HAVIP floats inside one.`,
    })
  const base = {
    choices,
    members: members.map(({ nicId, guest }) => ({ nicId, guest })),
    used: context.used,
    usedMax: context.usedMax,
  }
  if (context.fabricId === null) {
    const verification =
      "This VPC has Rollcall's own registry: no fabric programs the hosts, so the host is not verified until a newer flow table of it arrives."
    return ok({
      context,
      members,
      steps: [],
      before: null,
      plan: {
        ...base,
        basis: null,
        commands: null,
        mayApply: true,
        diff: [],
        retraced: null,
        verification,
        unicastOnly: null,
      },
    })
  }
  const opened = await openStoredFabric(pool(), context.fabricId)
  if (!opened.ok) return opened
  const { fabric, row } = opened.value
  const read = () => readVpc(fabric, row, context.vpc)
  const seen = await (shared ? shared.read(context.vpc, read) : read())
  if (!seen.ok) return seen
  const isMember = context.haVip?.memberNicIds.includes(input.nicId) ?? false
  const steps: RegistryStep[] = members.map((member) => ({
    op: 'register',
    registration: { mac: member.mac, kind: isMember ? 'havip' : input.kind, address: input.address },
  }))
  if (input.kind === 'havip')
    steps.unshift({
      op: 'create-havip',
      havip: {
        name: context.haVip?.name ?? (input.name || `vip-${input.address}`),
        address: input.address,
        subnet: context.subnet,
        members: members.map((member) => member.mac),
      },
    })
  const commands = await fabric.formatSteps(steps, seen.value)
  if (!commands.ok) return err(toAppError(row.name, commands.error))
  const foretold = await foretell(fabric.compiler ?? null, seen.value, steps, context, input.address)
  return ok({
    context,
    members,
    steps,
    before: seen.value,
    plan: {
      ...base,
      ...foretold,
      unicastOnly: fabric.capabilities.unicastOnly,
      basis: basisOf(seen.value, steps),
      commands: commands.value,
      mayApply: fabric.capabilities.mayWrite && (row.canWrite || !fabric.capabilities.keepsRegistry),
      verification: sayVerification(fabric, row),
    },
  })
}

function sayVerification({ capabilities, compiler }: Fabric, { name, canWrite }: FabricRow): string {
  if (!capabilities.keepsRegistry && !canWrite)
    return `The registry is Rollcall's own, and the hosts of ${name} are only read: run the commands there once it is applied. Until then the host is not verified.`
  if (!capabilities.keepsRegistry)
    return `Rollcall installs it on the hosts of ${name}, all or none; they are read back and evaluated before it counts.`
  if (compiler) return `Fabric ${name} programs the hosts; the change is read back and evaluated before it counts.`
  return `Worked out from the rules that the hosts have for another address of this interface. Fabric ${name} programs the hosts; they are read back and evaluated before it counts.`
}
