import { ingestInput, ingestTranscript } from '@/server/operations/evidence/ingest-transcript'
import { defineRoute } from '@/server/route'

/** Takes a transcript as plain text, or as JSON with the choices of the import screen. */
export const POST = defineRoute(ingestInput, 'ingest-capture', ingestTranscript)
