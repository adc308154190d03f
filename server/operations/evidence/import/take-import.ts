import { linksOf } from '../../../../core/guest/transcript/group-machines'
import { type Evidence, readEvidence } from '../../../../core/intake/read-evidence'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import { type AppError, sentenceOf } from '../../../errors'
import type { AuditOutcome } from '../../../store/audit/audit'
import { getBlob } from '../../../store/blobs'
import type { Sql } from '../../../store/database'
import { listNicsOnHost, saveDump } from '../../../store/flows'
import type { ImportNetwork } from '../../../store/import-preview'
import type { ImportInputRow, ImportProgress } from '../../../store/imports'
import { translated } from '../../../store/translate-error'
import type { Surroundings } from '../find-owner'
import { NOTHING_JUDGED, storeText } from '../ingest-transcript'
import { closeIntake, type Intake, openIntake, type Taken, type TakenExport } from '../intake'
import { type ReadTranscript, readTranscript } from '../read-transcript'
import { proposeNetworks } from '../store-export'
import { choicesOf, type ImportChoices, type InputChoices } from './import-choices'

/** What became of one input. `refusal` says why nothing was taken; the others are taken all the same. */
export type TakenInput = {
  readonly ordinal: number
  readonly evidence: Evidence
  readonly read: ReadTranscript | null
  readonly networks: readonly ImportNetwork[]
  readonly taken: (Taken & Partial<Pick<TakenExport, 'leftOut'>>) | null
  readonly refusal: string | null
  readonly guestIds: readonly number[]
}
export type TakenImport = {
  readonly inputs: readonly TakenInput[]
  readonly captures: number
  readonly changeId: number | null
  readonly audit: AuditOutcome
  readonly intake: Intake
}
export type Progress = (progress: ImportProgress) => Promise<void>

/**
 * Takes all inputs of an import in, inside the caller's transaction: registries first, then captures, which name machines
 * by MAC, then what only refers to machines. An input that is refused is undone alone.
 */
export async function takeImport(
  sql: Sql,
  inputs: readonly ImportInputRow[],
  choices: ImportChoices,
  actor: Actor,
  progress: Progress,
): Promise<Result<TakenImport, AppError>> {
  const opened = openIntake(sql, actor, 'imported', { ...choices, capturedAt: choices.capturedAt ?? undefined })
  if (!opened.ok) return opened
  const intake = opened.value
  const readable = inputs.filter((input) => input.hash !== null)
  const total = 2 * readable.length + 1
  const read: { input: ImportInputRow; text: string; evidence: Evidence }[] = []
  for (const input of readable) {
    const text = await getBlob(sql, input.hash ?? Buffer.alloc(0))
    read.push({ input, text, evidence: readEvidence(text) })
    await progress({ done: read.length, total, what: input.path })
  }
  const macsIn = macsByFolder(read)
  const taken: TakenInput[] = []
  for (const { input, text, evidence } of [...read].sort((a, b) => turnOf(a.evidence) - turnOf(b.evidence))) {
    const around = {
      vpcId: choices.vpcId ?? null,
      origin: input.path,
      besideMacs: macsIn.get(folderOf(input.path)) ?? [],
    }
    taken.push(await takeOne(intake, input, text, evidence, choicesOf(choices, input.ordinal), around))
    await progress({ done: read.length + taken.length, total, what: input.path })
  }
  const captures = taken.reduce((sum, one) => sum + (one.taken?.stored.length ?? 0), 0)
  const hasFlows = taken.some((one) => one.evidence.kind === 'flows' && one.taken !== null)
  await progress({ done: total - 1, total, what: 'judging' })
  const closed =
    captures > 0 || hasFlows
      ? await closeIntake(intake, captures, { inputs: readable.length })
      : { changeId: null, audit: NOTHING_JUDGED }
  taken.sort((a, b) => a.ordinal - b.ordinal)
  return ok({ inputs: taken, captures, ...closed, intake })
}

/** Takes one input in, and undoes it alone when it is refused. */
async function takeOne(
  intake: Intake,
  { ordinal }: ImportInputRow,
  text: string,
  evidence: Evidence,
  choices: InputChoices,
  around: Surroundings,
): Promise<TakenInput> {
  const { sql } = intake
  const read = evidence.kind === 'guest' ? await readTranscript(sql, evidence.transcript, around) : null
  const networks = evidence.kind === 'registry' ? await proposeNetworks(intake, evidence) : []
  const about = { ordinal, evidence, read, networks }
  if (choices.isLeftOut) return { ...about, taken: null, refusal: null, guestIds: [] }
  const before = { nics: [...intake.nicIds], guests: [...intake.guestIds], vpcs: [...intake.vpcIds], home: intake.home }
  await sql.query('SAVEPOINT input')
  const result = await attempted(() =>
    evidence.kind === 'flows' ? takeFlows(intake, text, choices) : storeText(intake, text, evidence, choices, around),
  )
  if (result.ok) {
    await sql.query('RELEASE SAVEPOINT input')
    const guestIds = new Set(result.value.stored.flatMap((one) => one.guestId ?? []))
    return { ...about, taken: result.value, refusal: null, guestIds: [...guestIds] }
  }
  await sql.query('ROLLBACK TO SAVEPOINT input')
  restore(intake.nicIds, before.nics)
  restore(intake.guestIds, before.guests)
  restore(intake.vpcIds, before.vpcs)
  intake.home = before.home
  return { ...about, taken: null, refusal: sentenceOf(result.error), guestIds: [] }
}

const PASSING = /^(40001|40P01|57P0\d|08\w{3}|53\d{3})$/ // the whole transaction is tried again, or given up

/** What the database refuses of one input is that input's affair. */
async function attempted(work: () => Promise<Result<Taken, AppError>>): Promise<Result<Taken, AppError>> {
  try {
    return await translated(work)
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string }
    if (code === undefined || !/^[0-9A-Z]{5}$/.test(code) || PASSING.test(code)) throw error
    return err({ kind: 'invalid', field: 'text', reason: `This cannot be stored: ${message ?? code}.` })
  }
}

/** A flow table belongs to a bridge of a host, which it does not name itself. */
async function takeFlows(intake: Intake, text: string, { flows }: InputChoices): Promise<Result<Taken, AppError>> {
  if (!flows)
    return err({ kind: 'invalid', field: 'flows', reason: 'Which host and bridge is this flow table of? Choose.' })
  const { rows } = await intake.sql.query('SELECT 1 FROM host WHERE id = $1', [flows.hostId])
  if (rows.length === 0) return err({ kind: 'not-found', what: 'That host' })
  await saveDump(intake.sql, { ...flows, text, takenAt: intake.base, source: intake.source })
  for (const id of await listNicsOnHost(intake.sql, flows.hostId)) intake.nicIds.add(id)
  return ok({ stored: [], known: 0, skipped: 0, guestsCreated: 0 })
}

function restore(set: Set<number>, members: readonly number[]): void {
  set.clear()
  for (const one of members) set.add(one)
}

function turnOf(evidence: Evidence): number {
  if (evidence.kind === 'registry') return 0
  if (evidence.kind === 'flows') return 3
  return evidence.transcript.sections.some((section) => linksOf(section).some((link) => link.mac !== null)) ? 1 : 2
}

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')

/** MACs of the machines whose captures lie in a folder: what else lies there may be theirs. */
function macsByFolder(read: readonly { input: ImportInputRow; evidence: Evidence }[]): Map<string, string[]> {
  const folders = new Map<string, string[]>()
  for (const { input, evidence } of read) {
    const folder = folderOf(input.path)
    if (folder === '' || evidence.kind !== 'guest') continue
    const macs = evidence.transcript.sections.flatMap((section) => linksOf(section).flatMap((link) => link.mac ?? []))
    folders.set(folder, [...(folders.get(folder) ?? []), ...macs])
  }
  return folders
}
