import { FORMATS } from '../../core/guest/formats/detect-format'
import { EXPORT_FORMATS } from '../../core/registry/exports/formats'
import { FLOW_FORMATS } from './parse/parse-flows'

/** Every format that is recognised, with the kind of evidence it holds. */
export const listFormats = (): { name: string; kind: string }[] => [
  ...FORMATS.map(({ name, kind }) => ({ name, kind })),
  { name: 'transcript', kind: 'capture' },
  ...FLOW_FORMATS.map((name) => ({ name, kind: 'flows' })),
  ...EXPORT_FORMATS.map(({ name }) => ({ name, kind: 'registry' })),
]

/** `rollcall formats`: one a line. */
export function formats(): number {
  for (const { name, kind } of listFormats()) process.stdout.write(`${name}\t${kind}\n`)
  return 0
}
