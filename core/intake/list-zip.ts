import type { Member } from './list-tar'

/** How a member's bytes are packed; opening them is left to whoever knows how. */
export type ZipMember = Member & { readonly isDeflated: boolean; readonly unpackedBytes: number }

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const COMMENT_MAX = 65_535

export const isZip = (bytes: Uint8Array): boolean => read32(bytes, 0) === LOCAL || read32(bytes, 0) === END

/**
 * The members of a zip archive by its central directory (PKWARE APPNOTE 6.3): stored and deflated ones. Directories are
 * left out; encrypted members, other methods and archives beyond 4 GiB are named with the reason why they are not read.
 */
export function* listZip(bytes: Uint8Array): Generator<ZipMember> {
  const end = findEnd(bytes)
  if (end < 0) return yield refused('…', 'the archive is damaged: it has no directory')
  const count = read16(bytes, end + 10)
  let at = read32(bytes, end + 16)
  if (count === 0xffff || at === 0xffffffff) return yield refused('…', 'an archive of the 64-bit kind is not read')
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || read32(bytes, at) !== ENTRY)
      return yield refused('…', 'the directory of the archive is damaged')
    const flags = read16(bytes, at + 8)
    const method = read16(bytes, at + 10)
    const packed = read32(bytes, at + 20)
    const unpackedBytes = read32(bytes, at + 24)
    const nameBytes = read16(bytes, at + 28)
    const local = read32(bytes, at + 42)
    const name = String.fromCharCode(...bytes.subarray(at + 46, Math.min(bytes.length, at + 46 + nameBytes)))
    at += 46 + nameBytes + read16(bytes, at + 30) + read16(bytes, at + 32)
    if (name.endsWith('/')) continue
    const start = local + 30 + read16(bytes, local + 26) + read16(bytes, local + 28)
    if (flags & 1) yield refused(name, 'encrypted')
    else if (method !== 0 && method !== 8) yield refused(name, `packed by method ${method}, which is not read`)
    else if (read32(bytes, local) !== LOCAL || start + packed > bytes.length) yield refused(name, 'damaged')
    else
      yield {
        name,
        bytes: bytes.subarray(start, start + packed),
        reason: null,
        isDeflated: method === 8,
        unpackedBytes,
      }
  }
}

const refused = (name: string, reason: string): ZipMember => ({
  name,
  bytes: null,
  reason,
  isDeflated: false,
  unpackedBytes: 0,
})

/** The record that ends the archive stands last, before a comment of any length. */
function findEnd(bytes: Uint8Array): number {
  const first = Math.max(0, bytes.length - 22 - COMMENT_MAX)
  for (let at = bytes.length - 22; at >= first; at--) if (read32(bytes, at) === END) return at
  return -1
}

const read16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
const read32 = (bytes: Uint8Array, at: number): number => read16(bytes, at) + read16(bytes, at + 2) * 65_536
