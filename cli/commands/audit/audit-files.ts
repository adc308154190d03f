import { type CollectedFile, collectEvidence } from '../../../core/audit/files/collect-evidence'
import type { AuditedPair, Place } from '../../../core/audit/files/file-evidence'
import { auditFiles } from '../../../core/audit/files/judge-files'
import { ProgrammedPairs } from '../../../core/audit/files/programmed/programmed-pairs'
import { positionOf } from '../../../core/text/lines'
import { refuse } from '../../command'
import { readTexts } from '../../input/read-texts'

const PROBLEMS_SHOWN_MAX = 5 // of a file
const NAMES = { 1: 'info', 2: 'warning', 3: 'critical' } as const

/** A row as the command line prints it. */
export type AuditRow = ReturnType<typeof toRow>
/** What an audit came to; `isRead` is false when a file could not be read or holds nothing that is known. */
export type Audit = { readonly rows: readonly AuditRow[]; readonly isRead: boolean }

/** Audits files in any mix; what was not understood, left out or could not be known is said on standard error. */
export function auditNamedFiles(names: readonly string[], isAtEnd: boolean): Audit {
  const files = new Map<string, CollectedFile>()
  let isRead = true
  for (const name of new Set(names)) {
    const { texts, errors } = readTexts(name)
    for (const error of errors) refuse(error)
    isRead &&= errors.length === 0
    for (const text of texts) {
      const { source } = text
      const collected = collectEvidence(text, isAtEnd)
      files.set(source, collected)
      if (collected.formats.length > 0) sayWhatWasLeftOut(collected)
      else {
        refuse(`${source}: nothing in it is known evidence; see rollcall formats`)
        isRead = false
      }
    }
  }
  const all = [...files.values()]
  const evidence = all.flatMap((file) => file.evidence)
  const programmed = new ProgrammedPairs(
    all.flatMap((file) => file.table ?? []),
    evidence,
  )
  const rows = auditFiles(evidence, programmed).map((pair) => toRow(pair, files))
  for (const [reason, count] of programmed.doubts)
    say(`programmed is unknown for ${count === 1 ? 'one pair' : `${count} pairs`}: ${reason}`)
  return { rows, isRead }
}

const say = (sentence: string): void => void process.stderr.write(`rollcall: ${sentence}\n`)

function sayWhatWasLeftOut({ source, lines, problems, removals, evidence, table }: CollectedFile): void {
  const isProse = (reason: string): boolean => reason.startsWith('prose')
  const real = problems.filter((problem) => !isProse(problem.reason))
  for (const { span, reason, text } of real.slice(0, PROBLEMS_SHOWN_MAX)) {
    const { line, column } = positionOf(lines, span.start)
    say(`${source}, line ${line}, column ${column}: ${reason}: ${text.slice(0, 80)}`)
  }
  if (real.length > PROBLEMS_SHOWN_MAX) say(`${source}: ${real.length - PROBLEMS_SHOWN_MAX} more were not understood`)
  const prose = problems.length - real.length
  if (prose > 0) say(`${source}: ${prose === 1 ? 'one line is' : `${prose} lines are`} prose`)
  for (const { line, machine, address } of removals)
    say(
      `${source}, line ${line}: ${machine} removes ${address} again; judged as it was before (--at-end: as it is after)`,
    )
  if (evidence.length === 0 && table === null)
    say(`${source}: what it holds is understood, and says nothing of addresses`)
}

function toRow({ nic, mac, address, findings, ...truths }: AuditedPair, files: ReadonlyMap<string, CollectedFile>) {
  return {
    nic,
    mac,
    address,
    configured: truths.configured,
    registered: truths.registered,
    programmed: truths.programmed,
    standing: truths.standing,
    findings: findings.map(({ rule, severity, sentence, explanation, places }) => ({
      rule,
      severity: NAMES[severity],
      sentence,
      explanation,
      evidence: places.map((place) => toCitation(place, files)),
    })),
  }
}

/** The place of a piece of evidence, and its very characters. */
function toCitation({ source, span }: Place, files: ReadonlyMap<string, CollectedFile>) {
  const lines = files.get(source)?.lines ?? []
  const { line, column } = positionOf(lines, span.start)
  const text = lines[line - 1]?.text.slice(column - 1, column - 1 + Math.min(200, span.end - span.start)) ?? ''
  return { file: source, line, column, text }
}
