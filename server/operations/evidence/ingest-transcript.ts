import { z } from 'zod'
import { linksOf } from '../../../core/guest/transcript/group-machines'
import type { Section } from '../../../core/guest/transcript/parse-transcript'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { type AuditOutcome, auditTouched } from '../../store/audit/audit'
import { saveBlob } from '../../store/blobs'
import { saveCapture } from '../../store/captures'
import { appendChange } from '../../store/changes'
import { applyCapture } from '../../store/claims'
import { type Sql, transaction } from '../../store/database'
import { createGuestWithNics } from '../../store/inventory'
import { translated } from '../../store/translate-error'
import { saveSubnet, saveVpc } from '../../store/vpcs'
import { evaluateProbes } from '../fabric/evaluate-probes'
import { readTranscript, TRANSCRIPT_BYTES_MAX } from './read-transcript'

/** What a person confirmed about a pasted text. `guests` and `sections` answer only what differs from the proposal. */
export const ingestInput = z.object({
  text: z.string().min(1, 'There is nothing to read: paste a terminal transcript or choose a file.'),
  untilLine: z.number().int().positive().optional(),
  capturedAt: z.iso.datetime({ offset: true }).optional(),
  vpcId: z.number().int().nullish(),
  guests: z.record(z.string(), z.number().int().nullable()).default({}), // machine → guest; 0 creates one, null leaves it out
  sections: z.record(z.string(), z.string().nullable()).default({}), // section → machine; null leaves it out
  create: z.object({ vpc: z.string().min(1), cidr: z.string().min(1) }).nullish(), // where new guests go when there is no VPC yet
  source: z.string().max(200).default('pasted'),
})
export type IngestOutcome = {
  readonly captures: number
  readonly stored: readonly { readonly captureId: number; readonly guestId: number }[]
  readonly known: number
  readonly skipped: number
  readonly guestsCreated: number
  readonly changeId: number | null
  readonly audit: AuditOutcome
}

/** Who tells it decides how far it is trusted: an agent reads its own machine. */
const sourceOf = (actor: Actor) =>
  actor.kind === 'agent' ? ({ kind: 'agent', rank: 1 } as const) : ({ kind: 'paste', rank: 2 } as const)
const CREATE = 0

/** Stores a transcript's captures up to the chosen moment, with their claims and the audit, in one transaction. */
export async function ingestTranscript(
  input: z.output<typeof ingestInput>,
  actor: Actor,
): Promise<Result<IngestOutcome, AppError>> {
  return translated(() => transaction((sql) => ingestInside(sql, input, actor)))
}

export async function ingestInside(
  sql: Sql,
  input: z.output<typeof ingestInput>,
  actor: Actor,
): Promise<Result<IngestOutcome, AppError>> {
  if (Buffer.byteLength(input.text) > TRANSCRIPT_BYTES_MAX) return err({ kind: 'too-large', limit: '16 MiB' })
  const now = new Date()
  const base = input.capturedAt ? new Date(input.capturedAt) : now
  if (base > now) return err({ kind: 'invalid', field: 'capturedAt', reason: 'Evidence cannot be from the future.' })
  const read = await readTranscript(sql, input.text, input.vpcId ?? null)
  const until = input.untilLine ?? read.transcript.lines.length
  const machineOf = (section: Section) =>
    input.sections[section.index] ??
    (String(section.index) in input.sections ? null : (read.grouping.assignments[section.index]?.machine ?? null))
  const sections = read.transcript.sections.filter(
    (section) => section.firstLine <= until && (section.content !== null || section.event !== null),
  )
  if (sections.length === 0)
    return err({
      kind: 'invalid',
      field: 'text',
      reason: 'Nothing in this text was understood as evidence: no ip addr, ifconfig, ping or iptables output.',
    })

  const guestOf = new Map<string, { guestId: number; vpcId: number }>()
  const isNew = new Set<string>()
  for (const binding of read.bindings) {
    const chosen = input.guests[binding.machine]
    if (chosen === null) continue
    if (chosen === CREATE || (chosen === undefined && binding.match === 'new')) isNew.add(binding.machine)
    else if (chosen === undefined && binding.match === 'several')
      return err({
        kind: 'invalid',
        field: 'guests',
        reason: `Which guest is the machine with MAC ${binding.machine}? Its MAC is not known; choose.`,
      })
    else {
      const known = chosen === undefined ? binding.candidates[0] : await findGuest(sql, chosen)
      if (!known) return err({ kind: 'not-found', what: 'That guest' })
      guestOf.set(binding.machine, known)
    }
  }
  const nicIds: number[] = []
  let guestsCreated = 0
  const fresh = read.proposal.guests.filter((guest) => isNew.has(guest.machine) && guest.nics.length > 0)
  if (fresh.length > 0) {
    const home = await findHome(sql, input, read.proposal.subnetCidr, actor)
    if (!home.ok) return home
    for (const guest of fresh) {
      const made = await createGuestWithNics(sql, home.value, guest, base)
      guestOf.set(guest.machine, { guestId: made.guestId, vpcId: home.value })
      nicIds.push(...made.nicIds)
      guestsCreated++
      await appendChange(sql, {
        actor: actor.name,
        verb: 'create-guest',
        subject: `${guest.name}, as the transcript shows it`,
        vpcId: home.value,
        after: guest,
      })
    }
  }

  const hash = await saveBlob(sql, input.text)
  const trust = sourceOf(actor)
  const stored: { captureId: number; guestId: number }[] = []
  let known = 0
  let skipped = 0
  const guestIds = new Set<number>()
  for (const [order, section] of sections.entries()) {
    const guest = guestOf.get(machineOf(section) ?? '')
    if (!guest) {
      skipped++
      continue
    }
    const capturedAt = new Date(base.getTime() - (sections.length - 1 - order))
    const value = captureValue(section, read.transcript.lines[section.firstLine - 1])
    const kind = section.content?.kind ?? 'event'
    const captureId = await saveCapture(sql, {
      hash,
      section,
      guest,
      kind,
      capturedAt,
      source: `${input.source}, ${actor.name}`,
      sourceKind: trust.kind,
      sourceRank: trust.rank,
      value,
    })
    if (captureId === null) {
      known++
      continue
    }
    stored.push({ captureId, guestId: guest.guestId })
    guestIds.add(guest.guestId)
    if (kind === 'capture' || kind === 'event')
      await applyCapture(sql, { captureId, ...guest, capturedAt, sourceRank: trust.rank, value })
  }
  const captures = stored.length
  const nothing: AuditOutcome = { pairsChanged: 0, opened: 0, reopened: 0, resolved: 0 }
  if (captures === 0) return ok({ captures, stored, known, skipped, guestsCreated, changeId: null, audit: nothing })
  const { rows: touched } = await sql.query<{ id: number }>('SELECT id FROM nic WHERE guest_id = ANY($1)', [
    [...guestIds],
  ])
  const touchedNics = [...new Set([...nicIds, ...touched.map((row) => row.id)])]
  await evaluateProbes(sql, touchedNics, now)
  const changeId = await appendChange(sql, {
    actor: actor.name,
    verb: 'ingest-capture',
    subject: `${captures} captures of ${guestIds.size} ${guestIds.size === 1 ? 'guest' : 'guests'}`,
    after: { captures, untilLine: until },
  })
  const audit = await auditTouched(
    sql,
    { nicIds: touchedNics, guestIds: [...guestIds] },
    { now, actor: actor.name, changeId },
  )
  return ok({ captures, stored, known, skipped, guestsCreated, changeId, audit })
}

async function findGuest(sql: Sql, id: number): Promise<{ guestId: number; vpcId: number } | undefined> {
  const { rows } = await sql.query<{ guestId: number; vpcId: number }>(
    'SELECT id AS "guestId", vpc_id AS "vpcId" FROM guest WHERE id = $1',
    [id],
  )
  return rows[0]
}

function captureValue(section: Section, line: { start: number; text: string } | undefined) {
  if (section.event)
    return {
      event: {
        ...section.event,
        span: { start: line?.start ?? 0, end: (line?.start ?? 0) + (line?.text.trimEnd().length ?? 0) },
      },
    }
  if (section.content?.kind === 'capture') return { links: linksOf(section) }
  if (section.content?.kind === 'firewall') return { chains: section.content.reading.value }
  return { probe: section.content?.reading.value ?? null }
}

/** The VPC for guests that nobody knows yet: the chosen one, or one made as the person said. */
async function findHome(
  sql: Sql,
  input: z.output<typeof ingestInput>,
  cidr: string | null,
  actor: Actor,
): Promise<Result<number, AppError>> {
  if (!input.create) {
    if (!input.vpcId)
      return err({
        kind: 'invalid',
        field: 'vpcId',
        reason: 'These machines are not known yet: choose the VPC they are in, or let one be created.',
      })
    const { rows } = await sql.query<{ fabric: string | null }>(
      'SELECT f.name AS fabric FROM vpc v LEFT JOIN fabric f ON f.id = v.fabric_id WHERE v.id = $1',
      [input.vpcId],
    )
    if (!rows[0]) return err({ kind: 'not-found', what: 'That VPC' })
    if (rows[0].fabric)
      return err({
        kind: 'refused',
        reason: `The guests of this VPC come from fabric ${rows[0].fabric}; a transcript cannot add one.`,
      })
    return ok(input.vpcId)
  }
  const vpc = await saveVpc(sql, { name: input.create.vpc, cidrs: [input.create.cidr], note: '' }, actor.name)
  if (!vpc.ok) return vpc
  const subnet = await saveSubnet(
    sql,
    { vpcId: vpc.value, name: 'from transcript', cidr: cidr ?? input.create.cidr, gateway: null, reserved: [] },
    actor.name,
  )
  return subnet.ok ? vpc : subnet
}
