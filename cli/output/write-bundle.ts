import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'

/** Writes files into a tar archive under gzip; it appears under its name when it is whole. Times and owners are not in it. */
export async function writeBundle(
  out: string,
  files: readonly { readonly name: string; readonly text: string }[],
): Promise<void> {
  const archive = pack()
  for (const { name, text } of files)
    archive.entry({ name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' }, Buffer.from(text))
  archive.finalize()
  const draft = `${out}.${process.pid}.part`
  try {
    await pipeline(archive, createGzip({ level: 9 }), createWriteStream(draft, { flags: 'wx', mode: 0o600 }))
    await rename(draft, out)
  } finally {
    await rm(draft, { force: true })
  }
}
