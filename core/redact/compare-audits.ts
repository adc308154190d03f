import { type AuditFile, collectEvidence } from '../audit/files/collect-evidence'
import type { AuditedPair } from '../audit/files/file-evidence'
import { auditFiles } from '../audit/files/judge-files'
import { ProgrammedPairs } from '../audit/files/programmed/programmed-pairs'
import type { Redaction } from './redact-files'

/** The rows that files and their redaction do not have in common, once the names are the same; empty: the findings are. */
export function compareAudits(files: readonly AuditFile[], redaction: Redaction): string[] {
  const { nic, mac, address } = redaction
  const renamed = audit(files).map((row) =>
    say({
      ...row,
      nic: row.nic === null ? null : nic(row.nic),
      mac: row.mac === null ? null : mac(row.mac),
      address: row.address === null ? null : address(row.address),
    }),
  )
  const after = audit(redaction.files).map(say)
  const [left, right] = [count(renamed), count(after)]
  return [...new Set([...renamed, ...after])].filter((row) => left.get(row) !== right.get(row))
}

function audit(files: readonly AuditFile[]): AuditedPair[] {
  const collected = files.map((file) => collectEvidence(file))
  const evidence = collected.flatMap((file) => file.evidence)
  const tables = collected.flatMap((file) => file.table ?? [])
  return auditFiles(evidence, new ProgrammedPairs(tables, evidence))
}

const say = ({ findings, ...row }: AuditedPair): string =>
  [
    row.nic,
    row.mac,
    row.address,
    row.configured,
    row.registered,
    row.programmed,
    row.standing,
    ...findings.map(({ rule, severity }) => `${rule}:${severity}`).sort(),
  ].join(' ')

function count(rows: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1)
  return counts
}
