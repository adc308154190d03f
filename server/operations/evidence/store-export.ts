import { z } from 'zod'
import { guessCidr, listNetworks } from '../../../core/registry/exports/exported-facts'
import type { Exported } from '../../../core/registry/exports/exported-port'
import { isPlan } from '../../../core/registry/exports/list-planned'
import { err, ok, type Result } from '../../../core/result'
import type { AppError } from '../../errors'
import { saveBlob } from '../../store/blobs'
import { saveCapture } from '../../store/captures'
import { saveDocumented } from '../../store/exports/documented'
import { findExportHomes, refuseHome } from '../../store/exports/export-homes'
import { rebuildRegistry } from '../../store/exports/rebuild-registry'
import type { ImportNetwork } from '../../store/import-preview'
import { saveVpc } from '../../store/vpcs'
import type { ExportEvidence, Intake, TakenExport } from './intake'
import { storePlan } from './store-plan'

/** Which VPC each network of an export is: an id, a name for one to be created, or null to leave it out. */
export const exportChoices = z.object({
  networks: z.record(z.string(), z.union([z.number().int(), z.string().trim().min(1).max(100), z.null()])).default({}),
})
export type ExportChoices = z.output<typeof exportChoices>

const TRUST = { kind: 'export', rank: 7 } as const
const OWN_CSV =
  'This is a registry of ours as CSV. It is no evidence of a fabric: bring it in under VPCs, Import or export CSV.'

/** The networks of an export, each with a proposal: the VPC that an earlier export filled, one of its name, or a new one. */
export async function proposeNetworks(intake: Intake, { reading }: ExportEvidence): Promise<ImportNetwork[]> {
  const found = listNetworks(reading.exported)
  const all =
    found.length === 0 && (reading.exported.documented.length > 0 || reading.exported.switchInterfaces.length > 0)
      ? [{ network: '', ports: 0, addresses: [] }]
      : found
  const homes = await findExportHomes(
    intake.sql,
    all.map((one) => one.network),
    reading.exported.haVips.flatMap((havip) => havip.members.map((member) => member.ref)),
  )
  const chosen = intake.choice.vpcId ?? null
  return all.map(({ network, ports }) => ({
    network,
    ports,
    vpcId: (all.length === 1 ? chosen : null) ?? homes.get(network) ?? null,
    name: network === '' ? 'as exported' : network,
  }))
}

/** Keeps an export once for each VPC it speaks of, and derives those registries again. A plan is intent. */
export async function storeExport(
  intake: Intake,
  text: string,
  evidence: ExportEvidence,
  choices: ExportChoices,
  origin: string,
): Promise<Result<TakenExport, AppError>> {
  const { sql } = intake
  const { exported } = evidence.reading
  if (evidence.format === 'rollcall-csv') return err({ kind: 'invalid', field: 'text', reason: OWN_CSV })
  if (isPlan(exported)) return storePlan(intake, text, evidence, origin)
  const networks = await proposeNetworks(intake, evidence)
  if (networks.length === 0)
    return err({
      kind: 'invalid',
      field: 'text',
      reason: `This ${evidence.format} shows no interface of a guest, no HAVIP and no documented address that could be kept.`,
    })
  const stored: { captureId: number; guestId: null }[] = []
  const leftOut: { what: string; reason: string }[] = []
  let known = 0
  let skipped = 0
  const hash = await saveBlob(sql, text)
  for (const proposed of networks) {
    const choice = choices.networks[proposed.network]
    if (choice === null) {
      skipped++
      continue
    }
    const home = await findVpc(intake, exported, proposed, choice)
    if (!home.ok) return home
    const own = networks.length === 1 ? exported : onlyNetwork(exported, proposed.network)
    const isDocumentation = own.documented.length > 0
    const captureId = await saveCapture(sql, {
      hash,
      firstLine: 1,
      lastLine: Math.max(1, evidence.lines.length),
      kind: isDocumentation ? 'documentation' : 'registry',
      format: evidence.format,
      command: null,
      hostname: null,
      origin: origin.slice(0, 200),
      guestId: null,
      vpcId: home.value,
      capturedAt: intake.base,
      source: intake.source,
      trust: TRUST,
      value: isDocumentation ? {} : { exported: own, network: proposed.network },
    })
    if (captureId === null) {
      known++
      continue
    }
    stored.push({ captureId, guestId: null })
    if (isDocumentation) await saveDocumented(sql, captureId, home.value, own.documented)
    else {
      leftOut.push(...(await rebuildRegistry(sql, home.value, intake.now)).leftOut)
      intake.vpcIds.add(home.value)
    }
  }
  return ok({ stored, known, skipped, guestsCreated: 0, leftOut })
}

/** The VPC that a network is: the chosen or proposed one when it may hold exported facts, else a new one. */
async function findVpc(
  { sql, actor }: Intake,
  exported: Exported,
  proposed: ImportNetwork,
  choice: number | string | undefined,
): Promise<Result<number, AppError>> {
  const id = typeof choice === 'number' ? choice : choice === undefined ? proposed.vpcId : null
  if (id !== null) {
    const refused = exported.documented.length > 0 ? null : await refuseHome(sql, id)
    return refused ? err(refused) : ok(id)
  }
  const name = typeof choice === 'string' ? choice : proposed.name
  const addresses = listNetworks(exported)
    .filter((one) => one.network === proposed.network)
    .flatMap((one) => one.addresses)
  const cidr = guessCidr([...addresses, ...exported.documented.map((one) => one.address)])
  if (cidr === null) return err({ kind: 'invalid', field: 'networks', reason: `Which VPC is ${name}? Choose one.` })
  return saveVpc(sql, { name, cidrs: [cidr], note: 'Made from an export.' }, actor.name)
}

/** What an export says of one network. HAVIPs name a subnet at most: they go where their members are. */
function onlyNetwork(exported: Exported, network: string): Exported {
  const ports = exported.ports.filter((port) => (port.network ?? '') === network)
  const refs = new Set(
    ports.flatMap((port) => [port.id, port.name, port.instance, ...port.addresses.map((one) => one.address)]),
  )
  const subnets = new Set(ports.flatMap((port) => port.subnets))
  return {
    ...exported,
    ports,
    haVips: exported.haVips.filter(
      (havip) =>
        havip.vswitch === network || subnets.has(havip.vswitch ?? '') || havip.members.some((one) => refs.has(one.ref)),
    ),
  }
}
