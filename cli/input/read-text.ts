import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { decodeText } from '../../intake/decode-text'

const BYTES_MAX = 500 * 1024 * 1024 // a string of V8 holds 2^29 - 24 characters

export type ReadText = { readonly text: string } | { readonly error: string }

/** The text of a file, `-` for standard input; gzip is opened. A sentence when it cannot be read. */
export function readText(file: string): ReadText {
  const name = file === '-' ? 'standard input' : file
  try {
    const bytes = readBytes(file)
    if (typeof bytes === 'string') return { error: `${name}: ${bytes}` }
    const text = decodeText(bytes)
    return text === null ? { error: `${name} is no text` } : { text }
  } catch (error) {
    return { error: `${name} ${sayError(error)}` }
  }
}

function readBytes(file: string): Uint8Array | string {
  const bytes = readFileSync(file === '-' ? 0 : file)
  if (bytes.length > BYTES_MAX) return TOO_LARGE
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  return gunzipSync(bytes, { maxOutputLength: BYTES_MAX })
}

const TOO_LARGE = `larger than ${BYTES_MAX / 1024 / 1024} MiB; split it`

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a directory; name the files in it',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EAGAIN: 'has nothing to read',
  ENOTDIR: 'does not exist: a part of its path is no directory',
  ELOOP: 'is a circle of symbolic links',
  ENAMETOOLONG: 'has too long a name',
  ERR_FS_FILE_TOO_LARGE: `is ${TOO_LARGE}`,
  ERR_BUFFER_TOO_LARGE: `unpacked is ${TOO_LARGE}`,
  ERR_STRING_TOO_LONG: `is ${TOO_LARGE}`,
  Z_DATA_ERROR: 'is damaged: it begins as gzip and cannot be unpacked',
  Z_BUF_ERROR: 'is damaged: it is gzip and ends too early',
}

/** What follows the name of a file in a sentence about why it could not be read. */
export function sayError(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return SENTENCES[code ?? ''] ?? `cannot be read: ${message ?? String(error)}`
}
