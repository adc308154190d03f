import { print } from '../../output/print'
import type { AuditRow } from './audit-files'

/** One JSON array, row by row, so that a large one is never held as one text. */
export async function printRows(rows: readonly AuditRow[], isPretty: boolean): Promise<void> {
  if (isPretty) return print(`${JSON.stringify(rows, null, 2)}\n`)
  await print('[')
  for (const [index, row] of rows.entries()) await print(`${index > 0 ? ',' : ''}${JSON.stringify(row)}`)
  await print(']\n')
}

/** Lines of text, as they come. */
export async function printText(lines: Iterable<string>): Promise<void> {
  for (const line of lines) await print(`${line}\n`)
}
