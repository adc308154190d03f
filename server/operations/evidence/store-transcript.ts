import { z } from 'zod'
import { evidenceSource, witnessIn } from '../../../core/guest/evidence-source'
import { firewallChains } from '../../../core/guest/firewall-chains'
import { listIntended } from '../../../core/guest/list-intended'
import type { Section, Transcript } from '../../../core/guest/transcript/parse-transcript'
import { err, ok, type Result } from '../../../core/result'
import type { AppError } from '../../errors'
import { saveBlob } from '../../store/blobs'
import { saveCapture } from '../../store/captures'
import { appendChange } from '../../store/changes'
import type { Sql } from '../../store/database'
import { createGuestWithNics } from '../../store/inventory'
import { applyEvidence } from '../../store/rebuild-guest'
import type { Surroundings } from './find-owner'
import { findHome, type Intake, type Taken } from './intake'
import { type ReadTranscript, readTranscript } from './read-transcript'

/** What a person chose about one text; only what differs from the proposal. */
export const transcriptChoices = z.object({
  untilLine: z.number().int().positive().optional(),
  guests: z.record(z.string(), z.number().int().nullable()).default({}), // machine → guest; 0 creates one, null leaves it out
  sections: z.record(z.string(), z.string().nullable()).default({}), // section → machine, or "guest:ID"; null leaves it out
})
export type TranscriptChoices = z.output<typeof transcriptChoices>
type Home = { readonly guestId: number; readonly vpcId: number }

const CREATE = 0
const GUEST = /^guest:(\d{1,9})$/

/** Stores the captures of a text up to the chosen moment with what they say. Judging is left to the end of the intake. */
export async function storeTranscript(
  intake: Intake,
  text: string,
  transcript: Transcript,
  choices: TranscriptChoices,
  around: Surroundings,
): Promise<Result<Taken, AppError>> {
  const { sql } = intake
  const read = await readTranscript(sql, transcript, around)
  const until = choices.untilLine ?? transcript.lines.length
  const sections = transcript.sections.filter(
    (section) => section.firstLine <= until && (section.content !== null || section.event !== null),
  )
  if (sections.length === 0)
    return err({
      kind: 'invalid',
      field: 'text',
      reason: 'Nothing in this text was understood as evidence: no ip addr, ifconfig, ping or iptables output.',
    })
  const bound = await bindMachines(intake, read, choices)
  if (!bound.ok) return bound
  const { guestOf, guestsCreated } = bound.value
  const hash = await saveBlob(sql, text)
  const stored: { captureId: number; guestId: number }[] = []
  let known = 0
  let skipped = 0
  for (const [order, section] of sections.entries()) {
    const guest = await homeOf(intake, section, read, choices, guestOf)
    if (!guest) {
      skipped++
      continue
    }
    const capturedAt = new Date(intake.base.getTime() - (sections.length - 1 - order))
    const value = captureValue(section, transcript.lines[section.firstLine - 1])
    const witness = witnessIn(section.content)
    const kind = witness === 'intent' ? 'intent' : (section.content?.kind ?? 'event')
    const format = section.content?.format ?? 'command'
    const trust = evidenceSource(witness, intake.actor.kind === 'agent')
    const origin = originOf(section, around)
    const captureId = await saveCapture(sql, {
      hash,
      firstLine: section.firstLine,
      lastLine: section.lastLine,
      kind,
      format,
      command: section.command,
      hostname: section.host,
      origin,
      ...guest,
      capturedAt,
      source: intake.source,
      trust,
      value,
    })
    if (captureId === null) {
      known++
      continue
    }
    stored.push({ captureId, guestId: guest.guestId })
    intake.guestIds.add(guest.guestId)
    await applyEvidence(sql, { captureId, ...guest, capturedAt, sourceRank: trust.rank, format, origin, value })
  }
  return ok({ stored, known, skipped, guestsCreated })
}

/** Finds the guest of every machine, and creates those that are new. */
async function bindMachines(
  intake: Intake,
  read: ReadTranscript,
  choices: TranscriptChoices,
): Promise<Result<{ guestOf: ReadonlyMap<string, Home>; guestsCreated: number }, AppError>> {
  const { sql } = intake
  const guestOf = new Map<string, Home>()
  const isNew = new Set<string>()
  for (const binding of read.bindings) {
    const chosen = choices.guests[binding.machine]
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
  const fresh = read.proposal.guests.filter((guest) => isNew.has(guest.machine) && guest.nics.length > 0)
  for (const guest of fresh) {
    const home = await findHome(intake, read.proposal.subnetCidr)
    if (!home.ok) return home
    const made = await createGuestWithNics(sql, home.value, guest, intake.base)
    guestOf.set(guest.machine, { guestId: made.guestId, vpcId: home.value })
    for (const id of made.nicIds) intake.nicIds.add(id)
    await appendChange(sql, {
      actor: intake.actor.name,
      verb: 'create-guest',
      subject: `${guest.name}, as the transcript shows it`,
      vpcId: home.value,
      after: guest,
    })
  }
  return ok({ guestOf, guestsCreated: fresh.length })
}

/** Whose a section is: as chosen, as it says itself, or as proposed. */
async function homeOf(
  { sql }: Intake,
  section: Section,
  read: ReadTranscript,
  choices: TranscriptChoices,
  guestOf: ReadonlyMap<string, Home>,
): Promise<Home | null> {
  const key = String(section.index)
  const machine =
    key in choices.sections
      ? (choices.sections[key] ?? null)
      : (read.grouping.assignments[section.index]?.machine ?? null)
  if (machine !== null) {
    const guest = GUEST.exec(machine)
    return guest ? ((await findGuest(sql, Number(guest[1]))) ?? null) : (guestOf.get(machine) ?? null)
  }
  const owner = key in choices.sections ? null : read.owners.get(section.index)?.guest
  return owner ? { guestId: owner.guestId, vpcId: owner.vpcId } : null
}

async function findGuest(sql: Sql, id: number): Promise<Home | undefined> {
  const { rows } = await sql.query<Home>('SELECT id AS "guestId", vpc_id AS "vpcId" FROM guest WHERE id = $1', [id])
  return rows[0]
}

/** What tells two texts of one format on one machine apart: the file a command printed, else the name it came under. */
function originOf(section: Section, { origin }: Surroundings): string {
  const printed = /^(?:sudo )?(?:cat|less|more|head|tail|type)\s+(?:-\S+\s+)*(\S+)$/.exec(section.command ?? '')?.[1]
  const name = printed ?? origin
  return name.slice(name.lastIndexOf('/') + 1).slice(0, 200)
}

function captureValue(section: Section, line: { start: number; text: string } | undefined) {
  if (section.event)
    return {
      event: {
        ...section.event,
        span: { start: line?.start ?? 0, end: (line?.start ?? 0) + (line?.text.trimEnd().length ?? 0) },
      },
    }
  const { content } = section
  switch (content?.kind) {
    case 'capture':
      if (content.witness !== 'intent') return { links: content.reading.value }
      return { intent: { addresses: listIntended(content.format, content.reading.value), vrrp: [] } }
    case 'firewall':
      return { chains: firewallChains(content.reading.value.plain), filter: content.reading.value.filter }
    case 'neigh':
      return { neighbours: content.reading.value }
    case 'intent':
      return { intent: { addresses: content.reading.value.addresses, vrrp: content.reading.value.vrrp } }
    default:
      return { probe: content?.reading.value ?? null }
  }
}
