import { type AuditFile, collectEvidence } from '../audit/files/collect-evidence'
import { compareAudits } from './compare-audits'
import type { Keyed } from './prefix-map'
import { type Redaction, redactFiles } from './redact-files'

const KEYS_TRIED_MAX = 8

/** `files` are those of the archive, the manifest first; `differing` are rows of which an audit would find another thing. */
export type RedactedBundle = {
  readonly files: readonly { readonly name: string; readonly text: string }[]
  readonly differing: readonly string[]
}

/**
 * A bundle of which an audit finds what it finds of the files. A prefix that stands beside single addresses can, with
 * some keys, come to cover one that it did not: with `keys` 'random', `newKeyed` is asked for another one then.
 */
export function redactBundle(
  files: readonly AuditFile[],
  newKeyed: () => Keyed,
  keys: 'random' | 'given',
): RedactedBundle {
  for (let tried = 1; ; tried++) {
    const redaction = redactFiles(files, newKeyed())
    const differing = compareAudits(files, redaction)
    if (differing.length === 0 || keys === 'given' || tried === KEYS_TRIED_MAX)
      return {
        files: [manifestOf(redaction), ...redaction.files.map(({ source, text }) => ({ name: source, text }))],
        differing,
      }
  }
}

function manifestOf(redaction: Redaction): { name: string; text: string } {
  const files = redaction.files.map((file) => ({
    name: file.source,
    formats: collectEvidence(file).formats,
    ...(file.isAtEnd && { isAtEnd: true }),
  }))
  return { name: 'manifest.json', text: `${JSON.stringify({ kind: 'rollcall-bundle', version: 1, files }, null, 2)}\n` }
}
