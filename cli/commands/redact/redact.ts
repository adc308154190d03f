import type { AuditFile } from '../../../core/audit/files/collect-evidence'
import { redactBundle } from '../../../core/redact/redact-bundle'
import { keyedBy, newKey } from '../../../intake/pack-bundle'
import { type Command, refuse } from '../../command'
import { readArguments } from '../../input/read-arguments'
import { sayError } from '../../input/read-text'
import { readTexts } from '../../input/read-texts'
import { writeBundle } from '../../output/write-bundle'
import { readKeyFile } from './redaction-key'

const OPTIONS = { out: { type: 'string', short: 'o' }, 'key-file': { type: 'string' } } as const

/** `rollcall redact FILES… --out bundle.tar.gz`: evidence that can be shown to others. */
export const redact: Command = {
  name: 'redact',
  summary: 'the same evidence with pseudonyms, to show to others',
  help: `rollcall redact FILE… --out BUNDLE.tar.gz [--key-file FILE]

Puts files of evidence into a bundle in which addresses, MACs, UUIDs and the names of hosts, guests and ports are replaced
by pseudonyms, the same in all of them. What shares a prefix shares it afterwards; loopback, link-local, private and
multicast ranges, broadcast and VRRP MACs stay recognisable. Prose, comments, secrets and commands that show no evidence
are left out. An audit of the bundle finds what an audit of the files finds: that is checked before it is written.

  --out FILE        where the bundle goes
  --key-file FILE   the key from which pseudonyms are made; written when it is not there. With the same key several
                    bundles agree. Whoever has it can tell which pseudonym an address has: keep it, or leave it out.
                    Without this option the key is random and kept nowhere.

Look through the bundle before you pass it on: names in places that no format defines are not recognised.
`,
  async run(args) {
    const read = readArguments(args, OPTIONS)
    if (typeof read === 'string') return refuse(`redact: ${read}`)
    const { options, rest } = read
    if (rest.length === 0) return refuse('redact needs at least one file, or - for standard input')
    if (options.out === undefined) return refuse('redact needs --out BUNDLE.tar.gz')
    const files: AuditFile[] = []
    for (const name of new Set(rest)) {
      const { texts, errors } = readTexts(name)
      if (errors[0] !== undefined) return refuse(errors[0])
      files.push(...texts)
    }
    const key = options['key-file'] === undefined ? null : readKeyFile(options['key-file'])
    if (typeof key === 'string') return refuse(key)
    const bundle = redactBundle(files, () => keyedBy(key ?? newKey()), key === null ? 'random' : 'given')
    const { differing } = bundle
    if (differing.length > 0)
      return refuse(
        `with ${key ? 'this key' : 'none of the keys tried'} an audit would not find the same: ${differing.length} rows differ. Nothing was written`,
      )
    try {
      await writeBundle(options.out, bundle.files)
    } catch (error) {
      return refuse(`${options.out} ${sayError(error)}`)
    }
    process.stderr.write(
      `rollcall: ${bundle.files.length - 1} files in ${options.out}; look through it before you pass it on\n`,
    )
    return 0
  },
}
