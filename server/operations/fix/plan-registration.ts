import { z } from 'zod'
import { reservedFor } from '../../../core/audit/rules/reserved-address'
import { canonicalIp, parseIp } from '../../../core/ip/ip'
import { parsePrefix, prefixContains } from '../../../core/ip/prefix'
import { type BridgePort, buildPipeline } from '../../../core/openflow/build-pipeline'
import { probeAddress } from '../../../core/openflow/probe-address'
import { chooseKind, type KindChoice } from '../../../core/registry/choose-kind'
import {
  compileRegistrations,
  diffRules,
  formatRule,
  type RuleDiff,
} from '../../../core/registry/compile-registrations'
import { applySteps, type RegistryStep, type Snapshot } from '../../../core/registry/snapshot'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { pool } from '../../store/database'
import { findPairContext, type PairContext } from '../../store/registrations'
import { openStoredFabric, toAppError } from '../fabric/sync-fabric'

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
  revision: z.number().int().nullish(), // of the fabric when the plan was shown
  findingId: z.number().int().nullish(),
})
export type RegistrationInput = z.output<typeof registrationInput>

/** What a registration would do, before anything is applied. */
export type RegistrationPlan = {
  readonly choices: readonly KindChoice[]
  readonly members: readonly { readonly nicId: number; readonly guest: string }[]
  readonly revision: number | null
  readonly diff: readonly RuleDiff[] // empty where no fabric programs the hosts
  readonly retraced: 'yes' | 'no' | 'unknown' | null
  readonly verification: string
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

/** Checks a registration and works out its steps and their effect on the rules of each host. */
export async function prepareRegistration(input: RegistrationInput): Promise<Result<Planned, AppError>> {
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
    used: context.used,
    usedMax: context.usedMax,
  })
  const memberIds = [...new Set([input.nicId, ...(input.kind === 'havip' ? input.memberNicIds : [])])]
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
      plan: { ...base, revision: null, diff: [], retraced: null, verification },
    })
  }
  const opened = await openStoredFabric(pool(), context.fabricId)
  if (!opened.ok) return opened
  const snapshot = await opened.value.fabric.readSnapshot()
  if (!snapshot.ok) return err(toAppError(opened.value.row.name, snapshot.error))
  const steps: RegistryStep[] = members.map((member) => ({
    op: 'register',
    registration: { mac: member.mac, kind: input.kind, address: input.address },
  }))
  if (input.kind === 'havip')
    steps.unshift({
      op: 'create-havip',
      havip: {
        name: input.name || `vip-${input.address}`,
        address: input.address,
        subnet: context.subnet,
        members: members.map((member) => member.mac),
      },
    })
  const after = applySteps(snapshot.value, steps)
  return ok({
    context,
    members,
    steps,
    before: snapshot.value,
    plan: {
      ...base,
      revision: snapshot.value.revision,
      diff: diffRules(snapshot.value, after),
      retraced: retrace(after, context, input.address),
      verification: `Fabric ${context.fabric} programs the hosts; the change is read back and evaluated before it counts.`,
    },
  })
}

/** The same probes on the rules as they would be. */
function retrace(after: Snapshot, context: PairContext, address: string): 'yes' | 'no' | 'unknown' {
  const nic = after.nics.find((one) => one.mac === context.mac)
  const host = after.hosts.find((one) => one.name === after.guests.find((guest) => guest.name === nic?.guest)?.host)
  const peer = after.nics.find((one) => one.subnet === nic?.subnet && one.mac !== nic?.mac)
  if (!nic || !host) return 'unknown'
  const ports: BridgePort[] = [{ ...host.tunnelPort }, { ofport: nic.ofport, name: nic.port, type: '', remote: null }]
  const dump = compileRegistrations(after, host.name)
    .map((rule) => formatRule(rule, { packets: 0, bytes: 0, seconds: 0 }))
    .join('\n')
  const peerIp = after.registrations.find(
    (held) => held.mac === peer?.mac && held.address.includes(':') === address.includes(':'),
  )?.address
  return probeAddress({
    pipeline: buildPipeline(host.bridge, dump, ports),
    ofport: nic.ofport,
    mac: nic.mac,
    address,
    controls: after.registrations.filter((held) => held.mac === nic.mac).map((held) => held.address),
    peer: {
      mac: peer?.mac ?? '02:00:00:00:00:01',
      ip: peerIp ?? (address.includes(':') ? '2001:db8::1' : '192.0.2.1'),
    },
  }).answer
}
