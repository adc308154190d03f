import { type Line, spanOf, splitLines } from '../../text/lines'
import type { Parsed, Problem } from '../../text/span'
import { EMPTY_SCOPE, makeScope } from '../fields/field-scope'
import type { AddedFlow, TypedFlow } from './added-flow'
import { expressFlow } from './express-flow'
import { parseTypedFlow } from './parse-typed-flow'
import {
  ANY_PROTOCOL,
  needsLaterVersion,
  oldestOf,
  PROTOCOL,
  type ProtocolSet,
  protocolsOfActions,
  protocolsOfFlags,
  protocolsOfMatch,
} from './protocols'

/**
 * A file for `ovs-ofctl add-flows`, normalised as Open vSwitch prints the messages its rules become:
 *
 *     # comment
 *     tcp,tp_src=123,actions=flood        →  ADD tcp,tp_src=123 actions=FLOOD
 *
 * `allowed` are the protocols it may be sent by. As ovs-ofctl does, the oldest is taken in which every rule can be said;
 * rules that set a TTL, which OpenFlow 1.0 has no action for, were written for later versions and are said in one.
 */
export function parseAddFlows(text: string, allowed: ProtocolSet = ANY_PROTOCOL): Parsed<AddedFlow[]> {
  const { value: flows, problems } = readTypedFlows(text)
  const usable = flows.reduce((set, flow) => set & protocolsOf(flow), allowed)
  const isLater = allowed === ANY_PROTOCOL && flows.some((flow) => needsLaterVersion(flow.actions ?? []))
  const later = usable & ~(PROTOCOL.openFlow10 | PROTOCOL.nxm)
  const chosen = oldestOf(isLater && later !== 0 ? later : usable)
  const hasTables = flows.some((flow) => flow.table !== null)
  const all: Problem[] = [...problems]
  const first = flows[0]
  if (chosen === null && first)
    all.push({
      span: { start: 0, end: text.length },
      reason: 'no version of OpenFlow that is allowed can say all these rules',
      text: text.trim().slice(0, 80),
    })
  const scope = scopeOf(text)
  const value = flows.map((flow) =>
    expressFlow(flow, chosen ?? oldestOf(protocolsOf(flow)) ?? PROTOCOL.openFlow15, hasTables, scope),
  )
  return { value, problems: all }
}

/** The rules of a file as they were typed. */
export function readTypedFlows(text: string): Parsed<TypedFlow[]> {
  const value: TypedFlow[] = []
  const problems: Problem[] = []
  const scope = scopeOf(text)
  for (const line of splitLines(text)) {
    const body = withoutComment(line.text)
    if (body.trim() === '') continue
    const read = parseTypedFlow(withoutSubject(body), line.number, scope)
    if (read.flow) value.push(read.flow)
    for (const { reason, at, text: word } of read.problems) problems.push(problemOf(line, reason, at, word))
  }
  return { value, problems }
}

const problemOf = (line: Line, reason: string, at: number, text: string): Problem => ({
  span: spanOf(line, Math.min(at, line.text.length), Math.min(text.length, Math.max(0, line.text.length - at))),
  reason,
  text: text.slice(0, 200),
})

/** A `#` outside quotes begins a comment. */
function withoutComment(text: string): string {
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') isQuoted = !isQuoted
    else if (text[i] === '#' && !isQuoted) return text.slice(0, i)
  }
  return text
}

/** In a file for `ovs-ofctl bundle` a line says what it is about: `flow add …`; blanked out, so that places stay. */
const withoutSubject = (text: string): string => text.replace(/^(\s*)flow(?=\s)/, '$1    ')

const protocolsOf = (flow: TypedFlow): ProtocolSet =>
  protocolsOfMatch(flow.match.fields) & protocolsOfActions(flow.actions ?? []) & protocolsOfFlags(flow.flags)

/** Tunnel options have no width of their own until a bridge gives them one. */
function scopeOf(text: string) {
  const mentioned = new Set([...text.matchAll(/tun_metadata(\d{1,2})/gi)].map(([, index]) => Number(index)))
  return mentioned.size === 0
    ? EMPTY_SCOPE
    : makeScope(
        new Map(),
        [],
        [...mentioned].sort((a, b) => a - b),
      )
}
