import type { JsonNode } from '../../text/json-tree'
import { positionOf } from '../../text/lines'
import type { Problem } from '../../text/span'
import { parseAddFlows } from '../add-flow/parse-add-flows'
import type { FlowRule } from '../dump/flow-rule'
import { parseDumpFlows, parsePrintedRule } from '../dump/parse-dump-flows'
import type { FlowFormat, ReadOptions } from './flow-format'
import { plainRule, plainTyped, scopeOfText } from './plain-rule'
import { hasRules, isPrinted } from './printed-or-typed'

/** Rules as a switch prints them. */
export const dumpFlows: FlowFormat = {
  name: 'dump-flows',
  recognises: (document) => hasRules(document) && isPrinted(document),
  read: ({ text }, options) => {
    const { value, problems } = parseDumpFlows(text)
    return { value: plainRules(value, text, options), problems }
  },
}

/** Rules as they are typed for `ovs-ofctl add-flow`, normalised. */
export const addFlow: FlowFormat = {
  name: 'add-flow',
  recognises: (document) => hasRules(document) && !isPrinted(document),
  read: ({ text }, { isTyped, protocols }) => {
    const { value, problems } = parseAddFlows(text, protocols)
    const scope = scopeOfText(text)
    const rules = value.map(({ command, table, raw, priority, cookie, match, actions, extra }) => ({
      command,
      table,
      raw,
      priority,
      cookie,
      match,
      actions,
      ...(Object.keys(extra).length > 0 && { extra }),
      ...(isTyped && { typed: plainTyped(match, actions, scope) }),
    }))
    return { value: rules, problems }
  },
}

/** `ovs-flowviz … openflow json`: a list of rules, each with the line it was read from as "orig". */
export const flowvizJson: FlowFormat = {
  name: 'ovs-flowviz-json',
  recognises: ({ json }) => flowsOf(json.values).some(({ members }) => members.has('orig') && members.has('actions')),
  read: (document, options) => {
    const rules: FlowRule[] = []
    const problems: Problem[] = [...document.json.problems]
    for (const { members, span } of flowsOf(document.json.values)) {
      const original = members.get('orig')
      const at = original?.span ?? span
      const read =
        original?.kind === 'string'
          ? parsePrintedRule(original.value, positionOf(document.lines, at.start).line, at)
          : null
      if (read?.value) rules.push(read.value)
      else problems.push({ span: at, reason: 'this holds no rule', text: document.text.slice(at.start, at.start + 80) })
      problems.push(...(read?.problems ?? []))
    }
    return { value: plainRules(rules, document.text, options), problems }
  },
}

type JsonObject = Extract<JsonNode, { kind: 'object' }>
/** Rules stand in a list, alone, or in lists under the name of each file or table. */
function flowsOf(values: readonly JsonNode[]): JsonObject[] {
  const found: JsonObject[] = []
  const queue: { node: JsonNode; depth: number }[] = values.map((node) => ({ node, depth: 0 }))
  for (let i = 0; i < queue.length; i++) {
    const { node, depth } = queue[i] as { node: JsonNode; depth: number }
    if (node.kind === 'object' && node.members.has('orig')) found.push(node)
    else if (depth < 3 && node.kind === 'object')
      for (const member of node.members.values()) queue.push({ node: member, depth: depth + 1 })
    else if (depth < 3 && node.kind === 'array')
      for (const item of node.items) queue.push({ node: item, depth: depth + 1 })
  }
  return found
}

function plainRules(rules: readonly FlowRule[], text: string, { isTyped }: ReadOptions): unknown[] {
  if (!isTyped) return rules.map(plainRule)
  const scope = scopeOfText(text)
  return rules.map((rule) => ({
    ...plainRule(rule),
    line: rule.line,
    typed: plainTyped(rule.match, rule.actions, scope),
  }))
}
