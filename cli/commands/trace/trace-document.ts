import { formatFlow } from '../../../core/openflow/packet/format-flow'
import type { TraceAnswer } from '../../../core/openflow/trace-packet'

/** A trace as the JSON of the command line. */
export const traceDocument = (answer: TraceAnswer) => ({
  verdict: answer.verdict,
  outputs: answer.outputs,
  controller: answer.controller,
  datapathActions: answer.datapathActions,
  finalFlow: answer.finalFlow,
  steps: answer.steps.map(({ before, after: _, ambiguous, nearest, notes, ...step }) => ({
    ...step,
    flow: formatFlow(before),
    notes,
    ...(ambiguous.length > 0 && { ambiguous }),
    ...(nearest.length > 0 && {
      nearest: nearest.map(({ rule, differs }) => ({
        rule: { line: rule.rule.line, match: rule.rule.match, actions: rule.rule.actions },
        differs: differs.map(({ field, packet, rule: wanted }) => ({ field, packet, rule: wanted })),
      })),
    }),
  })),
  unknown: answer.unknown,
  ...(answer.outcomes.list.length > 0 && { outcomes: answer.outcomes.list, outcomesCut: answer.outcomes.isCut }),
  ...(answer.forks.length > 0 && { forks: answer.forks }),
})
