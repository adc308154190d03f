import { FORMATS } from '../../core/guest/formats/detect-format'
import { FLOW_FORMATS } from '../../core/openflow/formats/formats'
import { EXPORT_FORMATS } from '../../core/registry/exports/formats'
import { type Command, refuse } from '../command'
import { print } from '../output/print'

/** Every format that is recognised, with the kind of evidence it holds. */
export const listFormats = (): { name: string; kind: string }[] => [
  ...FORMATS.map(({ name, kind }) => ({ name, kind })),
  { name: 'transcript', kind: 'capture' },
  ...FLOW_FORMATS.map(({ name }) => ({ name, kind: 'flows' })),
  ...EXPORT_FORMATS.map(({ name }) => ({ name, kind: 'registry' })),
]

/** `rollcall formats`: one a line. */
export const formats: Command = {
  name: 'formats',
  summary: 'the formats that are recognised',
  help: `rollcall formats

Prints the formats that "rollcall parse" knows, one a line: its name (for --format), a tab, and its kind.
`,
  async run(args) {
    if (args.length > 0) return refuse('formats takes no arguments')
    await print(
      listFormats()
        .map(({ name, kind }) => `${name}\t${kind}\n`)
        .join(''),
    )
    return 0
  },
}
