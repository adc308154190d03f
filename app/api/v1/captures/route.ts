import type { z } from 'zod'
import type { Result } from '@/core/result'
import type { Actor } from '@/server/actor'
import type { AppError } from '@/server/errors'
import { type IngestOutcome, ingestInput, ingestTranscript } from '@/server/operations/evidence/ingest-transcript'
import { type ReportOutcome, reportCapture } from '@/server/operations/evidence/report-capture'
import { defineRoute } from '@/server/route'

/** An agent's token decides what becomes of its text; a person may make the choices of the import screen. */
const take = async (
  input: z.output<typeof ingestInput>,
  actor: Actor,
): Promise<Result<ReportOutcome | IngestOutcome, AppError>> =>
  actor.kind === 'agent' ? reportCapture(input.text, actor) : ingestTranscript(input, actor)

/** Takes a transcript as plain text, or as JSON with the choices of the import screen. */
export const POST = defineRoute(ingestInput, 'ingest-capture', take)
