import type { Action, ActionOf, LearnSpec, ValueSource } from '../actions/action'
import { classify } from '../classifier/classified-rule'
import type { Subfield } from '../fields/field-scope'
import { allOnes } from '../fields/field-value'
import { type Flow, newFlow, setBits, W, word } from '../fields/flow-layout'
import { testsOf } from '../match/match'
import { type Context, note } from './context'
import { readSubfield, writeSubfield } from './write-field'

/**
 * learn(): makes a rule out of the packet. A trace without a packet has no side effects, so nothing is learned then; with
 * one, the rule takes part from the next pass on, as the tables of a pass do not change while it runs.
 */
export function doLearn(ctx: Context, action: ActionOf<'learn'>): void {
  const { learn } = action
  if (!ctx.run.hasSideEffects) return note(ctx, 'suppressing side effects, so learn action ignored')
  const value = newFlow()
  const mask = newFlow()
  const actions: Action[] = []
  for (const spec of learn.specs) addSpec(ctx.flow, spec, value, mask, actions)
  const rule = classify(
    {
      table: learn.table,
      priority: learn.priority,
      cookie: learn.cookie,
      nPackets: 0,
      nBytes: 0,
      match: 'learned',
      actions: action.text,
      extra: {},
      line: ctx.rule?.rule.line ?? 0,
      span: ctx.rule?.rule.span ?? { start: 0, end: 0 },
    },
    { fields: [], tests: testsOf(value, mask), unknown: [] },
    actions,
    Number.MAX_SAFE_INTEGER,
  )
  const isFull = learn.limit > 0 && countLearned(ctx, learn.cookie) >= learn.limit
  if (!isFull) ctx.run.learned.push({ bridge: ctx.bridge.name, table: learn.table, rule, pass: ctx.pass })
  if (learn.resultDestination) writeSubfield(ctx, learn.resultDestination, isFull ? 0n : 1n)
}

const countLearned = (ctx: Context, cookie: string): number =>
  ctx.run.learned.filter((one) => one.bridge === ctx.bridge.name && one.rule.rule.cookie === cookie).length

const sourceValue = (flow: Flow, source: ValueSource): bigint =>
  'constant' in source ? source.constant : readSubfield(flow, source.subfield)

function addSpec(flow: Flow, spec: LearnSpec, value: Flow, mask: Flow, actions: Action[]): void {
  if (spec.to === 'output') {
    actions.push({ kind: 'output', port: Number(readSubfield(flow, spec.source)), maxLength: null })
    return
  }
  const { destination } = spec
  const cut = sourceValue(flow, spec.source) & allOnes(destination.bits)
  if (spec.to === 'load') actions.push(loadInto(destination, cut))
  else {
    setBits(value, destination.field.place, destination.offset, destination.bits, cut)
    setBits(mask, destination.field.place, destination.offset, destination.bits, allOnes(destination.bits))
    if (destination.field.place.word === W.dlType) mask[W.packetType] = word(mask, W.packetType) | 0xffffffff
  }
}

const loadInto = ({ field, offset, bits }: Subfield, value: bigint): Action => ({
  kind: 'set',
  how: 'load',
  field,
  value: value << BigInt(offset),
  mask: allOnes(bits) << BigInt(offset),
})
