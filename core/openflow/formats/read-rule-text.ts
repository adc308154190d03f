import { splitLines } from '../../text/lines'
import type { Problem } from '../../text/span'
import { listAsRules } from '../../vfp/list-as-rules'
import { parseOpteadm } from '../../vfp/parse-opteadm'
import { parseVfpctrl } from '../../vfp/parse-vfpctrl'
import type { FlowRule } from '../dump/flow-rule'
import { parseDumpFlows } from '../dump/parse-dump-flows'
import { opteadm, vfpctrl } from './fabric-formats'
import { readFlowDocument } from './flow-format'

/** What rules a text lists: of a switch, which are evaluated, or of a host's filtering platform, which are only shown. */
export type RuleText = {
  readonly kind: 'openflow' | 'vfp'
  readonly rules: FlowRule[] // of a filtering platform in the order of evaluation
  readonly problems: readonly Problem[]
}

const HEAD = 20_000 // characters in which a listing shows what it is

/** Reads the rules of a host, whichever of its programs listed them. */
export function readRuleText(text: string): RuleText {
  const listing = readVfpText(text)
  if (listing) return listing
  const { value, problems } = parseDumpFlows(text)
  return { kind: 'openflow', rules: value, problems }
}

/** The same where it is a filtering platform's; null: it is none. */
export function readVfpText(text: string): RuleText | null {
  const head = text.slice(0, HEAD)
  const document = readFlowDocument(head, splitLines(head))
  const read = vfpctrl.recognises(document) ? parseVfpctrl : opteadm.recognises(document) ? parseOpteadm : null
  if (!read) return null
  const { value, problems } = read(text)
  return { kind: 'vfp', rules: listAsRules(value), problems }
}
