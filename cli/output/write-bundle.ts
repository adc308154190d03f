import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { packBundle } from '../../intake/pack-bundle'

/** Writes files into an archive that appears under its name when it is whole. */
export async function writeBundle(
  out: string,
  files: readonly { readonly name: string; readonly text: string }[],
): Promise<void> {
  const draft = `${out}.${process.pid}.part`
  try {
    await pipeline(packBundle(files), createWriteStream(draft, { flags: 'wx', mode: 0o600 }))
    await rename(draft, out)
  } finally {
    await rm(draft, { force: true })
  }
}
