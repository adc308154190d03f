import { assertNever } from '../invariant'
import { type ClassifiedRule, lookUp, type Packet, type Pipeline } from './build-pipeline'
import { FIELD_BY_NAME, parseFieldValue, RESERVED_PORTS } from './match-fields'
import { findNearestMisses, type NearestMiss } from './nearest-miss'
import type { Action } from './parse-actions'

/**
 * A trace tells what a switch would do with one packet: the rule that decides in each table, what it does, and where the
 * packet leaves. What cannot be known is said to be unknown, with the rule that asks for it.
 */
export type TraceStep = {
  readonly table: number | string
  readonly rule: ClassifiedRule | null // null: the table has no rule for it (a miss drops)
  readonly actions: readonly string[]
  readonly packet: Packet // before the actions
  readonly nearest: readonly NearestMiss[] // at a drop
  readonly depth: number
}
export type Output = { readonly ofport: number | 'LOCAL' | 'CONTROLLER'; readonly port: string | null }
export type Trace = {
  readonly verdict: 'pass' | 'drop' | 'unknown'
  readonly outputs: readonly Output[]
  readonly floods: boolean // NORMAL or FLOOD on a bridge whose ports are not known: it leaves by all of them
  readonly steps: readonly TraceStep[]
  readonly unknown: readonly string[]
}

const RESUBMITS_MAX = 4096 // ofproto/ofproto-dpif-xlate.c, MAX_RESUBMITS
const DEPTH_MAX = 64 // MAX_DEPTH there

type Run = {
  steps: TraceStep[]
  outputs: Output[]
  floods: boolean
  unknown: string[]
  packet: Record<string, bigint>
  written: Action[]
  budget: number
}

/** Runs a packet through the tables from table 0. Terminates: tables only grow by goto, resubmits are counted. */
export function evaluatePipeline(pipeline: Pipeline, packet: Packet): Trace {
  const run: Run = {
    steps: [],
    outputs: [],
    floods: false,
    unknown: [],
    packet: { ...packet },
    written: [],
    budget: RESUBMITS_MAX,
  }
  enterTable(pipeline, run, 0, 0)
  for (const action of run.written) act(pipeline, run, action, 0, 0)
  const passes = run.outputs.length > 0 || run.floods
  return {
    verdict: run.unknown.length > 0 ? 'unknown' : passes ? 'pass' : 'drop',
    outputs: run.outputs,
    floods: run.floods,
    steps: run.steps,
    unknown: run.unknown,
  }
}

function enterTable(pipeline: Pipeline, run: Run, table: number | string, depth: number): void {
  if (depth > DEPTH_MAX || run.budget-- <= 0) {
    run.unknown.push(`table ${table}: resubmit limit reached`)
    return
  }
  const before = { ...run.packet }
  const { found, ambiguous, undecided } = lookUp(pipeline, table, before)
  if (undecided) {
    run.unknown.push(`table ${table}, line ${undecided.rule.line}: cannot judge ${undecided.match.unknown.join(', ')}`)
    run.steps.push({ table, rule: undecided, actions: ['unknown'], packet: before, nearest: [], depth })
    return
  }
  if (ambiguous.some((other) => other.rule.actions !== found?.rule.actions))
    run.unknown.push(
      `table ${table}: rules of equal priority at lines ${[found, ...ambiguous].map((one) => one?.rule.line).join(' and ')} overlap`,
    )
  const isDrop = found === null || found.actions.every((action) => action.kind === 'drop')
  const nearest = isDrop ? findNearestMisses(pipeline, table, before, found?.rule.priority ?? -1) : []
  run.steps.push({
    table,
    rule: found,
    actions: found ? [found.rule.actions] : ['no match, drop'],
    packet: before,
    nearest,
    depth,
  })
  const later: Action[] = []
  for (const action of found?.actions ?? []) {
    if (action.kind === 'goto') later.push(action)
    else act(pipeline, run, action, table, depth)
  }
  for (const action of later) act(pipeline, run, action, table, depth)
}

function act(pipeline: Pipeline, run: Run, action: Action, table: number | string, depth: number): void {
  switch (action.kind) {
    case 'drop':
    case 'nothing':
      return
    case 'output':
      return output(pipeline, run, action.port, table)
    case 'goto':
      return enterTable(pipeline, run, action.table, depth)
    case 'resubmit': {
      const saved = run.packet.in_port ?? 0n
      if (action.port !== null && action.port !== 'in_port') {
        const port = toPort(pipeline, action.port)
        if (port === null) return void run.unknown.push(`table ${table}: resubmit from unknown port ${action.port}`)
        run.packet.in_port = BigInt(port)
      }
      enterTable(pipeline, run, action.table ?? table, depth + 1)
      run.packet.in_port = saved
      return
    }
    case 'set': {
      const entry = FIELD_BY_NAME.get(action.field)
      const value = entry ? parseFieldValue(entry.kind, action.value) : null
      if (!entry || value === null)
        return void run.unknown.push(`table ${table}: cannot set ${action.field} to ${action.value}`)
      run.packet[entry.name] = value
      return
    }
    case 'write':
      run.written.push(...action.actions)
      return
    case 'clear':
      run.written.length = 0
      return
    case 'unknown':
      run.unknown.push(`table ${table}: action ${action.text} is not evaluated`)
      return
    default:
      assertNever(action)
  }
}

function toPort(pipeline: Pipeline, text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text)
  return pipeline.ports.find((port) => port.name === text)?.ofport ?? RESERVED_PORTS[text] ?? null
}

function output(pipeline: Pipeline, run: Run, port: string, table: number | string): void {
  const from = Number(run.packet.in_port ?? 0n)
  if (port === 'NORMAL' || port === 'FLOOD' || port === 'ALL') {
    // The MAC table is taken to be empty: an unknown destination floods to every port but the one it came by.
    if (port === 'NORMAL' && pipeline.ports.some((one) => one.hasVlan))
      return void run.unknown.push(`table ${table}: NORMAL on access and trunk ports is not evaluated`)
    if (pipeline.ports.length === 0) run.floods = true
    for (const one of pipeline.ports) if (one.ofport !== from) run.outputs.push({ ofport: one.ofport, port: one.name })
    return
  }
  if (port === 'CONTROLLER') return void run.outputs.push({ ofport: 'CONTROLLER', port: null })
  if (port === 'LOCAL') return void run.outputs.push({ ofport: 'LOCAL', port: null })
  const number = port === 'IN_PORT' ? from : toPort(pipeline, port)
  if (number === null) return void run.unknown.push(`table ${table}: output to unknown port ${port}`)
  if (number === from && port !== 'IN_PORT') return // a switch never sends a packet back where it came from
  run.outputs.push({ ofport: number, port: pipeline.ports.find((one) => one.ofport === number)?.name ?? null })
}
