import { parseActions } from './actions/parse-actions'
import { type ClassifiedRule, classify } from './classifier/classified-rule'
import { Classifier } from './classifier/classifier'
import type { FlowRule } from './dump/flow-rule'
import type { FieldScope } from './fields/field-scope'
import { type KnownTokens, parseMatch } from './match/parse-match'
import { splitTopLevel } from './match/split-top-level'

export type Tables = ReadonlyMap<number | string, Classifier>

/** Makes rules ready for evaluation. Tokens and actions that several rules share are read once. */
export function classifyRules(rules: readonly FlowRule[], scope: FieldScope): ClassifiedRule[] {
  const lists = new Map<string, ClassifiedRule['actions']>()
  const known: KnownTokens = new Map()
  const read = (text: string): ClassifiedRule['actions'] => {
    let list = lists.get(text)
    if (!list) {
      list = parseActions(text, scope)
      lists.set(text, list)
    }
    return list
  }
  return rules.map((rule, order) => classify(rule, parseMatch(splitTopLevel(rule.match), scope, known), read, order))
}

/** One classifier a table: a look-up costs one hash access a tuple, however many rules there are. */
export function buildTables(rules: readonly ClassifiedRule[]): Tables {
  const tables = new Map<number | string, Classifier>()
  for (const rule of rules) {
    let table = tables.get(rule.rule.table)
    if (!table) {
      table = new Classifier()
      tables.set(rule.rule.table, table)
    }
    table.add(rule)
  }
  return tables
}
