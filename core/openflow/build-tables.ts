import { parseActions } from './actions/parse-actions'
import { type ClassifiedRule, classify } from './classifier/classified-rule'
import { Classifier } from './classifier/classifier'
import type { FlowRule } from './dump/flow-rule'
import type { FieldScope } from './fields/field-scope'
import { parseMatch } from './match/parse-match'
import { splitTopLevel } from './match/split-top-level'

export type Tables = ReadonlyMap<number | string, Classifier>

/** Makes rules ready for evaluation; those that are the same are read once. */
export function classifyRules(rules: readonly FlowRule[], scope: FieldScope): ClassifiedRule[] {
  const actions = new Map<string, ClassifiedRule['actions']>()
  return rules.map((rule, order) => {
    let list = actions.get(rule.actions)
    if (!list) {
      list = parseActions(rule.actions, scope)
      actions.set(rule.actions, list)
    }
    return classify(rule, parseMatch(splitTopLevel(rule.match), scope), list, order)
  })
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
