import type { z } from 'zod'
import { readEvidence } from '../../../core/intake/read-evidence'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { pool, transaction } from '../../store/database'
import { type IngestOutcome, type ingestInput, ingestInside } from './ingest-transcript'
import { readTranscript, TRANSCRIPT_BYTES_MAX } from './read-transcript'

export type PreviewLine = {
  readonly number: number
  readonly text: string
  readonly kind: 'fact' | 'known' | 'command' | 'unread' | 'blank'
  readonly note: string
}
export type PreviewMachine = {
  readonly key: string
  readonly host: string | null
  readonly hint: string | null
  readonly match: string
  readonly candidates: readonly { readonly guestId: number; readonly guest: string; readonly vpc: string }[]
  readonly proposedName: string | null
}
export type PreviewAsked = {
  readonly section: number
  readonly firstLine: number
  readonly command: string | null
  readonly machine: string | null
  readonly reason: string
}
export type PreviewChange = { readonly sign: '+' | '−' | '='; readonly text: string; readonly isBad: boolean }
export type Preview = {
  readonly lines: readonly PreviewLine[]
  readonly counts: { readonly fact: number; readonly known: number; readonly unread: number }
  readonly machines: readonly PreviewMachine[]
  readonly asked: readonly PreviewAsked[]
  readonly moments: readonly { readonly line: number; readonly label: string; readonly removes: string | null }[]
  readonly subnetCidr: string | null
  readonly outcome: IngestOutcome | null
  readonly changes: readonly PreviewChange[]
  readonly refusal: string | null
}

/** Undoes the trial: thrown inside its transaction and caught outside. */
class Undo extends Error {}

/** What an import would store: it is carried out inside a transaction that is then undone, so the preview is the truth. */
export async function previewTranscript(
  input: z.output<typeof ingestInput>,
  actor: Actor,
): Promise<Result<Preview, AppError>> {
  if (Buffer.byteLength(input.text) > TRANSCRIPT_BYTES_MAX) return err({ kind: 'too-large', limit: '16 MiB' })
  const evidence = readEvidence(input.text)
  if (evidence.kind !== 'guest')
    return err({ kind: 'invalid', field: 'text', reason: 'This is no evidence of a guest.' })
  const around = { vpcId: input.vpcId ?? null, origin: input.origin, besideMacs: [] }
  const read = await readTranscript(pool(), evidence.transcript, around)
  const marks = new Map(read.transcript.marks.map((mark) => [mark.line, mark]))
  const lines = read.transcript.lines.map((line): PreviewLine => {
    const mark = marks.get(line.number)
    return {
      number: line.number,
      text: line.text.trimEnd(),
      kind: mark?.kind ?? (line.text.trim() === '' ? 'blank' : 'known'),
      note: mark?.note ?? '',
    }
  })
  const trial = await tryIngest(input, actor)
  const count = (kind: PreviewLine['kind']) => lines.filter((line) => line.kind === kind).length
  return ok({
    lines,
    counts: { fact: count('fact') + count('command'), known: count('known'), unread: count('unread') },
    machines: read.grouping.machines.map((machine) => {
      const binding = read.bindings.find((one) => one.machine === machine.key)
      return {
        key: machine.key,
        host: machine.host,
        hint: machine.hint,
        match: binding?.match ?? 'new',
        candidates: binding?.candidates ?? [],
        proposedName: read.proposal.guests.find((guest) => guest.machine === machine.key)?.name ?? null,
      }
    }),
    asked: read.grouping.assignments
      .filter((one) => one.isAsked)
      .flatMap((one) => {
        const section = read.transcript.sections[one.section]
        return section && (section.content || section.event)
          ? [
              {
                section: one.section,
                firstLine: section.firstLine,
                command: section.command,
                machine: one.machine,
                reason: one.reason,
              },
            ]
          : []
      }),
    moments: read.moments,
    subnetCidr: read.proposal.subnetCidr,
    ...trial,
  })
}

async function tryIngest(
  input: z.output<typeof ingestInput>,
  actor: Actor,
): Promise<Pick<Preview, 'outcome' | 'changes' | 'refusal'>> {
  let result: Result<IngestOutcome, AppError> | null = null
  const changes: PreviewChange[] = []
  try {
    await transaction(async (sql) => {
      const { rows: mark } = await sql.query<{ claim: number; finding: number }>(
        'SELECT coalesce((SELECT max(id) FROM claim), 0) AS claim, coalesce((SELECT max(id) FROM finding), 0) AS finding',
      )
      const before = mark[0] ?? { claim: 0, finding: 0 }
      result = await ingestInside(sql, input, actor)
      const { rows: claims } = await sql.query<{ text: string; known: boolean }>(
        `SELECT host(c.address) || ' on ' || g.name || ' ' || coalesce(c.label, c.link) AS text, c.id <= $1 AS known FROM claim c JOIN guest g ON g.id = c.guest_id
          WHERE c.judged AND ((c.id > $1 AND c.valid_to IS NULL) OR c.xmin::text = (pg_current_xact_id()::xid)::text) AND c.valid_to IS NULL ORDER BY c.id LIMIT 200`,
        [before.claim],
      )
      const { rows: ended } = await sql.query<{ text: string }>(
        "SELECT host(c.address) || ' on ' || g.name AS text FROM claim c JOIN guest g ON g.id = c.guest_id WHERE c.id <= $1 AND c.valid_to IS NOT NULL AND c.xmin::text = (pg_current_xact_id()::xid)::text LIMIT 200",
        [before.claim],
      )
      const { rows: findings } = await sql.query<{ rule: string; address: string | null; guest: string | null }>(
        "SELECT rule, host(address) AS address, data->>'guest' AS guest FROM finding WHERE id > $1 AND state = 'open' ORDER BY severity DESC LIMIT 100",
        [before.finding],
      )
      changes.push(
        ...claims.map(
          (row): PreviewChange => ({
            sign: row.known ? '=' : '+',
            text: `claim, ${row.text}${row.known ? ', seen again' : ''}`,
            isBad: false,
          }),
        ),
        ...ended.map(
          (row): PreviewChange => ({ sign: '−', text: `claim, ${row.text}, no longer there`, isBad: false }),
        ),
        ...findings.map(
          (row): PreviewChange => ({
            sign: '+',
            text: `finding, ${row.rule}: ${row.address ?? ''} ${row.guest ?? ''}`,
            isBad: true,
          }),
        ),
      )
      throw new Undo()
    })
  } catch (error) {
    if (!(error instanceof Undo)) {
      const { constraint } = error as { constraint?: string }
      return {
        outcome: null,
        changes: [],
        refusal: constraint
          ? 'This cannot be stored: it contradicts what is known.'
          : error instanceof Error
            ? error.message
            : String(error),
      }
    }
  }
  const done = result as Result<IngestOutcome, AppError> | null
  if (done?.ok) return { outcome: done.value, changes, refusal: null }
  const refusal = done && 'reason' in done.error ? done.error.reason : 'This cannot be stored as it is.'
  return { outcome: null, changes: [], refusal }
}
