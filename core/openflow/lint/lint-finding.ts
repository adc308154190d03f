import type { ClassifiedRule } from '../classifier/classified-rule'
import type { Group } from '../dump/parse-groups'
import type { AnswerRule } from '../trace-packet'
import type { Switch } from '../translate/switch-model'

export type LintName =
  | 'shadowed'
  | 'ambiguous-overlap'
  | 'unreachable-table'
  | 'dangling-jump'
  | 'never-hit'
  | 'shared-cookie'
  | 'spoofing-hole'

/**
 * Something about the rules of a bridge that is not as it should be, with the two rules that show it: the one it is
 * about, and the one that makes it so. A verdict is a fault; the rest is worth a look.
 */
export type LintFinding = {
  readonly name: LintName
  readonly isVerdict: boolean
  readonly sentence: string
  readonly table: number | string
  readonly rule: AnswerRule | null
  readonly other: AnswerRule | null
}

export type LintReport = {
  readonly findings: readonly LintFinding[]
  /** What was not looked at, or not listed, in sentences. */
  readonly bounds: readonly string[]
}

/** The rules of one bridge. `groups` null: not known. `model` null: ports are not known. */
export type LintInput = {
  readonly bridge: string
  readonly rules: readonly ClassifiedRule[]
  readonly groups: ReadonlyMap<number, Group> | null
  readonly model: Switch | null
}

export type Found = { readonly findings: readonly LintFinding[]; readonly bounds: readonly string[] }

export const FINDINGS_MAX = 500

/** Keeps the first findings, and counts the rest. */
export function bounded(findings: readonly LintFinding[], what: string, bounds: readonly string[] = []): Found {
  if (findings.length <= FINDINGS_MAX) return { findings, bounds }
  const rest = findings.length - FINDINGS_MAX
  return { findings: findings.slice(0, FINDINGS_MAX), bounds: [...bounds, `${rest} more ${what} are not listed`] }
}

/** A rule in few words, as sentences name it. */
export const sayRule = ({ rule }: ClassifiedRule): string =>
  `${rule.match === '' ? 'any packet' : rule.match} (priority ${rule.priority}, line ${rule.line})`
