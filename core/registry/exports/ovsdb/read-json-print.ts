import type { JsonNode } from '../../../text/json-tree'
import { asArray, asObject, has, member } from '../export-fields'
import type { ExportDocument } from '../export-format'
import type { OvsdbPrint, OvsdbRow, OvsdbTable } from './ovsdb-table'
import { type OvsdbValue, readOvsdbJson } from './ovsdb-value'

export const isJsonPrint = (document: ExportDocument): boolean => has(asObject(document.json[0]), 'headings', 'data')

/**
 * Tables as `--format=json` prints them, one document a table.
 *
 *   {"caption":"Logical_Switch_Port table","headings":["_uuid","name"],"data":[[["uuid","5f3c…"],"port-vmA"]]}
 */
export function readJsonPrint(document: ExportDocument): OvsdbPrint {
  const problems = [...document.jsonProblems]
  const tables = document.json.flatMap((root): OvsdbTable[] => {
    const table = asObject(root)
    const headings = asArray(member(table, 'headings'))
    const data = asArray(member(table, 'data'))
    if (!headings || !data) return []
    const names = headings.items.map((name) => (name.kind === 'string' ? name.value : ''))
    const rows = data.items.flatMap((node): OvsdbRow[] => {
      if (node.kind === 'array' && node.items.length === names.length) return [rowOf(node.items, names, node.span)]
      const reason = `a row of ${names.length} values was expected here`
      problems.push({ span: node.span, reason, text: document.text.slice(node.span.start, node.span.start + 80) })
      return []
    })
    const caption = member(table, 'caption')
    return [{ name: caption?.kind === 'string' ? caption.value.replace(/ table$/, '') : null, rows }]
  })
  return { tables, problems, marks: [] }
}

const rowOf = (values: readonly JsonNode[], names: readonly string[], span: OvsdbRow['span']): OvsdbRow => ({
  columns: new Map(values.map((value, i): [string, OvsdbValue] => [names[i] ?? '', readOvsdbJson(value)])),
  span,
})
