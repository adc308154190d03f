import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { isTar } from '../../core/intake/list-tar'
import { isZip } from '../../core/intake/list-zip'
import { readJson } from '../../core/text/read-json'
import { unpackFile } from '../../intake/open-packed'
import { readText } from './read-text'

/** A text and the name by which findings cite it; `isAtEnd` where a bundle's manifest says that it is judged as it ends. */
export type NamedText = { readonly source: string; readonly text: string; readonly isAtEnd?: boolean }
export type NamedTexts = { readonly texts: readonly NamedText[]; readonly errors: readonly string[] }

const MANIFEST = 'manifest.json' // of a bundle that `rollcall redact` wrote

/** The text of a file, or all the texts of an archive (tar, with or without gzip, zip), and what could not be read. */
export function readTexts(file: string): NamedTexts {
  const source = file === '-' ? 'standard input' : file
  const packed = file === '-' ? null : readArchive(file)
  if (!packed) {
    const found = readText(file)
    return 'error' in found
      ? { texts: [], errors: [found.error] }
      : { texts: [{ source, text: found.text }], errors: [] }
  }
  const { inputs, refused } = unpackFile(file, packed)
  const ending = namesAtEnd(inputs.find(({ path }) => path.endsWith(MANIFEST))?.text)
  return {
    texts: inputs
      .filter(({ path }) => !path.endsWith(MANIFEST))
      .map(({ path, text }) => ({ source: path, text, ...(ending.has(path.split('/').at(-1)) && { isAtEnd: true }) })),
    errors: refused.map(({ path, reason }) => `${path}: ${reason}`),
  }
}

/** The files of which a manifest says that they are judged as they end. */
function namesAtEnd(manifest: string | undefined): ReadonlySet<unknown> {
  const root = readJson(manifest ?? '')
  const files =
    typeof root === 'object' && root !== null && 'files' in root && Array.isArray(root.files) ? root.files : []
  return new Set(files.filter((file) => file?.isAtEnd === true).map((file) => file.name))
}

/** The bytes of a file that is an archive; null when it is none, or cannot be read: then its text says why. */
function readArchive(file: string): Uint8Array | null {
  try {
    const bytes = readFileSync(file)
    if (isTar(bytes) || isZip(bytes)) return bytes
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return null
    return isTar(gunzipSync(bytes, { maxOutputLength: 1024 * 1024 * 1024 })) ? bytes : null
  } catch {
    return null
  }
}
