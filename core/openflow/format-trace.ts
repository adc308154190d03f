import type { Outcome } from './list-outcomes'
import { splitTopLevel } from './match/split-top-level'
import { formatFlow } from './packet/format-flow'
import type { AnswerRule, AnswerStep, TraceAnswer } from './trace-packet'

/**
 * A trace as a tree, in the manner of `ofproto/trace`: under each bridge the rule that decides in each table, what it
 * does, and under a drop the rules that would have passed the packet had a field differed.
 */
export function formatTraceTree(answer: TraceAnswer): string {
  const lines = [`Flow: ${answer.flow}`]
  answer.translation.passes.forEach((pass, index) => {
    if (index > 0)
      lines.push(
        '',
        '='.repeat(79),
        `Pass ${index + 1}${pass.recirculation === null ? '' : `, recirc(0x${pass.recirculation.toString(16)})`}`,
        `Flow: ${formatFlow(pass.initial)}`,
      )
    let bridge: string | null = null
    for (const step of answer.steps.filter((one) => one.pass === index)) {
      if (step.bridge !== bridge) {
        bridge = step.bridge
        const title = `bridge("${bridge}")`
        lines.push('', title, '-'.repeat(title.length))
      }
      lines.push(...formatStep(step))
    }
    if (pass.error) lines.push('', `The switch gives up: ${pass.error}.`)
    lines.push('', `Final flow: ${pass.finalFlow}`, `Datapath actions: ${pass.datapathActions}`)
  })
  lines.push('', ...formatVerdict(answer), ...formatOthers(answer))
  return `${lines.join('\n')}\n`
}

/** A trace in a few lines: the verdict, the way through the tables, and at a drop what would have passed. */
export function formatTraceSummary(answer: TraceAnswer): string {
  const path = answer.steps.map((step) => ({
    where: `${step.bridge}, table ${step.table}`,
    rule: step.rule ? `${formatRule(step.rule)} actions=${step.rule.actions || 'drop'}` : 'no rule: drop',
  }))
  const width = Math.max(0, ...path.map(({ where }) => where.length))
  const last = answer.steps.at(-1)
  const nearest = answer.verdict === 'drop' && last ? formatNearest(last) : []
  return `${[
    ...formatVerdict(answer),
    ...path.map(({ where, rule }) => `  ${where.padEnd(width)}  ${rule}`),
    ...nearest.map((line) => `  ${line}`),
    ...formatOthers(answer),
  ].join('\n')}\n`
}

function formatVerdict({ verdict, outputs, controller, unknown }: TraceAnswer): string[] {
  if (verdict === 'unknown')
    return unknown.map(
      ({ reason, table, rule }) =>
        `Unknown: ${reason}${table === null ? '' : `, table ${table}`}${rule ? `, line ${rule.line}: ${formatRule(rule)}` : ''}`,
    )
  return [`${sayFate({ verdict, outputs, controller })}.`]
}

/** `Dropped`, or where it leaves. */
export function sayFate({ verdict, outputs, controller }: Pick<Outcome, 'verdict' | 'outputs' | 'controller'>): string {
  if (verdict === 'unknown') return 'Unknown'
  if (verdict === 'drop') return 'Dropped'
  const ways = outputs.map(({ port, ofport, bridge }) =>
    port === '' || port === String(ofport) ? `port ${ofport} of ${bridge}` : `port ${ofport} (${port}) of ${bridge}`,
  )
  if (controller) ways.push('the controller')
  return `Leaves by ${ways.join(', ')}`
}

/** What else may become of the packet: by choices that are not known, and by the states of connections. */
function formatOthers({ outcomes, forks }: TraceAnswer): string[] {
  const lines = outcomes.list.map((one) => `  ${one.when.join('; or ')}: ${sayFate(one)}.`)
  if (outcomes.isCut) lines.push('  There are more ways than are listed.')
  const states = forks.map((one) => `  ${one.when} (${one.ctNext.join(' ')}): ${sayFate(one)}.`)
  if (lines.length > 0) lines.unshift('What may become of it:')
  if (states.length > 0) lines.push('It is taken to begin a connection. Otherwise:', ...states)
  return lines
}

function formatStep(step: AnswerStep): string[] {
  const indent = '    '.repeat(step.depth)
  const head = `${indent}${String(step.table).padStart(2)}. ${step.rule ? formatRule(step.rule) : 'No match.'}`
  const actions = step.rule === null || step.rule.actions === '' ? ['drop'] : splitTopLevel(step.rule.actions)
  const ambiguous = step.ambiguous.map((rule) => `>> line ${rule.line} fits as well: ${formatRule(rule)}`)
  const below = [...actions, ...step.notes.map((note) => ` -> ${note}`), ...ambiguous, ...formatNearest(step)]
  return [head, ...below.map((line) => `${indent}    ${line}`)]
}

const formatNearest = (step: AnswerStep): string[] =>
  step.nearest.map(({ rule, differs }) => {
    const fields = differs.map(({ field, packet, rule: wanted }) => `${field} is ${packet ?? 'absent'}, not ${wanted}`)
    return `>> line ${rule.rule.line} would pass it (${rule.rule.match}), but ${fields.join(' and ')}`
  })

const formatRule = ({ match, priority, cookie }: AnswerRule): string =>
  `${match === '' ? '' : `${match}, `}priority ${priority}${cookie === '0x0' ? '' : `, cookie ${cookie}`}`
