import { readFlowLine } from '../dump/flow-line'
import { type FlowDocument, leadingLines } from './flow-format'

const STATISTICS = /(^|[\s,])(n_packets|n_bytes|duration|idle_age|hard_age)=/
const HEADER = /^(NXST|OFPST)_FLOW(_DESC)? reply\b/
const COMMAND = /^\s*(flow\s+)?(add|modify|modify_strict|delete|delete_strict)\s/
/** What dumps set a blank after, and people mostly do not. */
const ATTRIBUTE =
  /(^|[\s,])(table|cookie|idle_timeout|hard_timeout|importance|n_packets|n_bytes|duration)=[^\s,]+,(?=\S)/

/**
 * Whether rules were printed by a switch or typed for one. Both look alike; what tells them apart are headers, counters
 * and the blank before each rule on one side, and comments, blanks as separators and commands on the other.
 */
export function isPrinted(document: FlowDocument): boolean {
  const lines = leadingLines(document, 200)
  if (lines.some((line) => HEADER.test(line.trim()) || STATISTICS.test(line.slice(0, 400)))) return true
  if (lines.some((line) => line.trim().startsWith('#') || COMMAND.test(line))) return false
  if (lines.every((line) => /^\s/.test(line))) return true
  return !lines.some(looksTyped)
}

/** Whether a line is not as a switch prints it. */
function looksTyped(line: string): boolean {
  const read = readFlowLine(line)
  if (!read) return false
  const head = line.slice(0, read.actions.start)
  if (/,\s*actions?=\s*$/.test(head) || ATTRIBUTE.test(head)) return true
  // A dump has no blank within its match, and none within its actions.
  const tokens = read.tokens.filter(({ text }) => !/^(table|cookie|\w+_timeout|importance)=/.test(text))
  const isSpaced = tokens.some(({ end }, i) => i + 1 < tokens.length && /\s/.test(line[end] ?? ''))
  return isSpaced || /[\s]/.test(read.actions.text.replace(/"[^"]*"/g, ''))
}

/** Whether a text holds rules at all. */
export const hasRules = (document: FlowDocument): boolean =>
  leadingLines(document).some((line) => HEADER.test(line.trim()) || COMMAND.test(line) || readFlowLine(line) !== null)
