import { z } from 'zod'
import { type Evidence, readEvidence } from '../../../core/intake/read-evidence'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import type { AuditOutcome } from '../../store/audit/audit'
import { type Sql, transaction } from '../../store/database'
import { translated } from '../../store/translate-error'
import type { Surroundings } from './find-owner'
import { closeIntake, homeFields, type Intake, openIntake, type Taken } from './intake'
import { TRANSCRIPT_BYTES_MAX } from './read-transcript'
import { type ExportChoices, exportChoices, storeExport } from './store-export'
import { storeTranscript, type TranscriptChoices, transcriptChoices } from './store-transcript'

/** What a person confirmed about a text. */
export const ingestInput = transcriptChoices.extend(exportChoices.shape).extend({
  text: z.string().min(1, 'There is nothing to read: paste a terminal transcript or choose a file.'),
  capturedAt: z.iso.datetime({ offset: true }).optional(),
  ...homeFields,
  source: z.string().max(200).default('pasted'),
  origin: z.string().max(500).default(''), // the name it came under: a label
})
export type IngestOutcome = Omit<Taken, 'stored'> & {
  readonly captures: number
  readonly stored: Taken['stored']
  readonly changeId: number | null
  readonly audit: AuditOutcome
}
export const NOTHING_JUDGED: AuditOutcome = { pairsChanged: 0, opened: 0, reopened: 0, resolved: 0 }

/** Stores a text's captures up to the chosen moment, with what they say and the audit, in one transaction. */
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
  const intake = openIntake(sql, actor, input.source, input)
  if (!intake.ok) return intake
  const taken = await storeText(intake.value, input.text, readEvidence(input.text), input, {
    vpcId: input.vpcId ?? null,
    origin: input.origin,
    besideMacs: [],
  })
  if (!taken.ok) return taken
  const captures = taken.value.stored.length
  if (captures === 0) return ok({ ...taken.value, captures, changeId: null, audit: NOTHING_JUDGED })
  const closed = await closeIntake(intake.value, captures, { untilLine: input.untilLine })
  return ok({ ...taken.value, captures, ...closed })
}

/** Stores one text, whatever it is evidence of. */
export async function storeText(
  intake: Intake,
  text: string,
  evidence: Evidence,
  choices: TranscriptChoices & ExportChoices,
  around: Surroundings,
): Promise<Result<Taken, AppError>> {
  if (evidence.kind === 'guest') return storeTranscript(intake, text, evidence.transcript, choices, around)
  if (evidence.kind === 'registry') return storeExport(intake, text, evidence, choices, around.origin)
  return err({
    kind: 'invalid',
    field: 'text',
    reason: `This is a flow table of ${evidence.rules} rules. It belongs to a host: import it under Flow table.`,
  })
}
