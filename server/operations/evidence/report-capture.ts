import { createHash } from 'node:crypto'
import { LIMITS } from '../../../core/audit/standing-table'
import { linksOf } from '../../../core/guest/transcript/group-machines'
import { type Evidence, readEvidence } from '../../../core/intake/read-evidence'
import { ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import { type AppError, sentenceOf } from '../../errors'
import { noteRefusal, noteUse, repeatReport, saveReport } from '../../store/agents'
import { pool, transaction } from '../../store/database'
import { translated } from '../../store/translate-error'
import { ingestInput, ingestInside } from './ingest-transcript'

export type ReportOutcome = { readonly captures: number; readonly repeated: boolean }
type Agent = Extract<Actor, { kind: 'agent' }>

/**
 * Takes what an agent says of its machine. A report that says the same as the last one moves "last seen" of everything
 * it rests on and keeps no text; any other is read, stored and judged like a pasted transcript.
 */
export async function reportCapture(text: string, actor: Agent): Promise<Result<ReportOutcome, AppError>> {
  const now = new Date()
  const digest = digestOf(readEvidence(text))
  const repeated = await transaction((sql) =>
    repeatReport(sql, { tokenId: actor.tokenId, digest, now, hoursMax: LIMITS.evidenceHours }),
  )
  if (repeated) {
    await noteUse(pool(), actor.tokenId, now)
    return ok({ captures: repeated.captures, repeated: true })
  }
  const input = ingestInput.parse({ text, vpcId: actor.vpcId, source: 'reported' })
  const result = await translated(() =>
    transaction(async (sql) => {
      const done = await ingestInside(sql, input, actor)
      if (!done.ok) return done
      for (const guestId of new Set(done.value.stored.flatMap((one) => one.guestId ?? []))) {
        const captureIds = done.value.stored.filter((one) => one.guestId === guestId).map((one) => one.captureId)
        await saveReport(sql, { guestId, tokenId: actor.tokenId, digest, captureIds, now })
      }
      return ok({ captures: done.value.captures, repeated: false })
    }),
  )
  if (result.ok) await noteUse(pool(), actor.tokenId, now)
  else await noteRefusal(pool(), actor.tokenId, sentenceOf(result.error), now)
  return result
}

/** What moves by itself between two reports that say the same: where characters stand, counters, how fresh a neighbour is. */
const MOVES = new Set(['span', 'macSpan', 'packets', 'bytes', 'state', 'raw'])

/** What evidence says, without where its characters stand and without what counts up or down by itself. */
function digestOf(evidence: Evidence): Buffer {
  const said =
    evidence.kind === 'guest'
      ? evidence.transcript.sections.map((section) => [
          section.host,
          section.content?.kind === 'capture'
            ? linksOf(section).map(({ name, mac, up, complete, addresses }) => [
                name,
                mac,
                up,
                complete,
                addresses.map(({ address, prefixLength, label, scope }) => [address, prefixLength, label, scope]),
              ])
            : section.content?.reading.value,
          section.event,
        ])
      : [evidence.kind, evidence.kind === 'registry' ? evidence.reading.value : evidence.rules]
  const text = JSON.stringify(said, (key, value: unknown) => (MOVES.has(key) ? undefined : value))
  return createHash('sha256').update(text).digest()
}
