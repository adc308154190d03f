import { FORMATS } from '../../core/guest/detect-format'

/** Lists the formats that are recognised, with what they hold. */
export function formats(): number {
  for (const { name, kind } of FORMATS) process.stdout.write(`${name}\t${kind}\n`)
  process.stdout.write('transcript\tcapture\ndump-flows\tflows\n')
  return 0
}
