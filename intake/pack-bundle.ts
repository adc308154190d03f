import { createHmac, randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import type { Keyed } from '../core/redact/prefix-map'

const KEY_BYTES = 32

export const newKey = (): Uint8Array => randomBytes(KEY_BYTES)

/** The keyed function of a redaction: HMAC-SHA-256 (RFC 2104). */
export const keyedBy =
  (key: Uint8Array): Keyed =>
  (label) =>
    createHmac('sha256', key).update(label).digest()

/** Files as a tar archive under gzip. Times and owners are not in it. */
export function packBundle(files: readonly { readonly name: string; readonly text: string }[]): Readable {
  const archive = pack()
  for (const { name, text } of files)
    archive.entry({ name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' }, Buffer.from(text))
  archive.finalize()
  const packed = createGzip({ level: 9 })
  archive.on('error', (error) => packed.destroy(error))
  return archive.pipe(packed)
}
