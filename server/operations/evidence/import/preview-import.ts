import { listSaid } from '../../../../core/intake/list-said'
import { formatsOf } from '../../../../core/intake/read-evidence'
import { ok, type Result } from '../../../../core/result'
import { positionOf } from '../../../../core/text/lines'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { type Sql, transaction } from '../../../store/database'
import { type ImportMark, listChanges, listStandingChanges, markBefore } from '../../../store/import-changes'
import type { ImportPreview, InputPreview, StandingChange } from '../../../store/import-preview'
import type { ImportInputRow } from '../../../store/imports'
import { askedOf, machinesOf } from '../describe-read'
import type { ImportChoices } from './import-choices'
import { type Progress, type TakenImport, type TakenInput, takeImport } from './take-import'

const SAID_MAX = 40
const UNREAD_MAX = 20
const STANDINGS_MAX = 60

/** Undoes the trial: thrown inside its transaction and caught outside. */
class Undo extends Error {}

/** What an import would store and change: it is carried out inside a transaction that is then undone. */
export async function previewImport(
  inputs: readonly ImportInputRow[],
  choices: ImportChoices,
  actor: Actor,
  progress: Progress,
): Promise<Result<ImportPreview, AppError>> {
  let preview: Result<ImportPreview, AppError> | null = null
  try {
    await transaction(async (sql) => {
      const since = await markBefore(sql)
      const taken = await takeImport(sql, inputs, choices, actor, progress)
      preview = taken.ok ? ok(await toPreview(sql, taken.value, since)) : taken
      throw new Undo()
    })
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
  return preview as unknown as Result<ImportPreview, AppError>
}

async function toPreview(sql: Sql, taken: TakenImport, since: ImportMark): Promise<ImportPreview> {
  const changes = await listChanges(sql, since)
  const standings = await listStandingChanges(sql, taken.intake)
  const sum = (pick: (one: TakenInput) => number) => taken.inputs.reduce((all, one) => all + pick(one), 0)
  return {
    inputs: taken.inputs.map((one) => toInput(one, standings)),
    captures: taken.captures,
    known: sum((one) => one.taken?.known ?? 0),
    skipped: sum((one) => one.taken?.skipped ?? 0),
    guestsCreated: sum((one) => one.taken?.guestsCreated ?? 0),
    changes,
    standings: standings.slice(0, STANDINGS_MAX),
    standingCount: standings.length,
  }
}

function toInput(one: TakenInput, standings: readonly StandingChange[]): InputPreview {
  const { evidence, read, taken } = one
  const lines = evidence.kind === 'guest' ? evidence.transcript.lines : evidence.lines
  const marks =
    evidence.kind === 'guest' ? evidence.transcript.marks : evidence.kind === 'registry' ? evidence.reading.marks : []
  const problems =
    evidence.kind === 'guest'
      ? evidence.transcript.problems
      : evidence.kind === 'registry'
        ? evidence.reading.problems
        : evidence.problems
  const count = (...kinds: readonly string[]) => marks.filter((mark) => kinds.includes(mark.kind)).length
  const said = listSaid(evidence)
  const facts = evidence.kind === 'flows' ? evidence.rules : marks.length > 0 ? count('fact', 'command') : said.length
  return {
    ordinal: one.ordinal,
    kind: evidence.kind,
    formats: formatsOf(evidence),
    counts: { lines: lines.length, fact: facts, known: count('known'), unread: problems.length },
    said: said.slice(0, SAID_MAX).map(({ text, start }) => ({ text, line: positionOf(lines, start).line })),
    saidCount: said.length,
    unread: problems.slice(0, UNREAD_MAX).map(({ span, text, reason }) => ({
      line: positionOf(lines, span.start).line,
      text: text.slice(0, 200),
      reason,
    })),
    machines: read ? machinesOf(read) : [],
    asked: read ? askedOf(read) : [],
    moments: read?.moments ?? [],
    networks: one.networks,
    subnetCidr: read?.proposal.subnetCidr ?? null,
    captures: taken?.stored.length ?? 0,
    known: taken?.known ?? 0,
    skipped: taken?.skipped ?? 0,
    leftOut: (taken?.leftOut ?? []).slice(0, SAID_MAX),
    refusal: one.refusal,
    standings: standings.filter((change) => one.guestIds.includes(change.guestId)).length,
  }
}
