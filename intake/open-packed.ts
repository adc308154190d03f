import { gunzipSync, inflateRawSync } from 'node:zlib'
import { type Opened, type Openers, type Unpacked, unpack } from '../core/intake/unpack'
import { decodeText } from './decode-text'

const OPENERS: Openers = {
  gunzip: (bytes, bytesMax) => opened(() => gunzipSync(bytes, { maxOutputLength: Math.max(1, bytesMax) })),
  inflate: (bytes, bytesMax) => opened(() => inflateRawSync(bytes, { maxOutputLength: Math.max(1, bytesMax) })),
  decode: decodeText,
}

/** Takes a file, or what was sent in its stead, apart into its texts. */
export const unpackFile = (path: string, bytes: Uint8Array): Unpacked => unpack(path, bytes, OPENERS)

function opened(work: () => Uint8Array): Opened {
  try {
    return { bytes: work() }
  } catch (error) {
    return { failure: (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'damaged' }
  }
}
