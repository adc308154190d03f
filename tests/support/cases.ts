import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Where the sample cases lie: beside the checkout, or where ROLLCALL_CASES says. */
export const CASES_HOME = path.resolve(
  process.env.ROLLCALL_CASES ?? path.join(import.meta.dirname, '../../../shared/cases'),
)

export type SampleCase = { readonly name: string; readonly input: string; readonly expected: unknown }

/** The cases of a kind whose name begins so. Throws when there are none: a test without cases proves nothing. */
export function listCases(kind: string, prefix: string): SampleCase[] {
  const folder = path.join(CASES_HOME, kind)
  if (!existsSync(folder)) throw new Error(`no sample cases at ${folder}; set ROLLCALL_CASES`)
  const names = readdirSync(folder).filter((name) => name.startsWith(prefix))
  if (names.length === 0) throw new Error(`no sample case ${kind}/${prefix}*`)
  return names.map((name) => {
    const inside = path.join(folder, name)
    const input = readdirSync(inside).find((file) => file.startsWith('input') || file === 'flows.txt')
    return {
      name,
      input: readFileSync(path.join(inside, input ?? ''), 'utf8'),
      expected: JSON.parse(readFileSync(path.join(inside, 'expected.json'), 'utf8')),
    }
  })
}
