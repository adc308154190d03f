/** A member of an archive: its name is a label and nothing else; `bytes` null when it is none that could be read. */
export type Member = { readonly name: string; readonly bytes: Uint8Array | null; readonly reason: string | null }

const BLOCK = 512
const REGULAR = new Set(['0', '\0', '7', ''])
const KINDS: Readonly<Record<string, string>> = {
  '1': 'a link, not a file',
  '2': 'a link, not a file',
  '3': 'a device, not a file',
  '4': 'a device, not a file',
  '6': 'a pipe, not a file',
  S: 'a sparse file',
}

/** Whether bytes begin as a tar archive: the checksum of the first header is right (POSIX pax, ustar and older ones alike). */
export function isTar(bytes: Uint8Array): boolean {
  return bytes.length >= BLOCK && bytes[0] !== 0 && hasChecksum(bytes.subarray(0, BLOCK))
}

/**
 * The members of a tar archive in order (POSIX.1-2017 pax, ustar, GNU long names and sizes). Directories are left out. What
 * breaks off or is damaged ends the list with a member that says so.
 */
export function* listTar(bytes: Uint8Array): Generator<Member> {
  let longName: string | null = null
  let longSize: number | null = null
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK)
    if (header.every((byte) => byte === 0)) return
    if (!hasChecksum(header)) return yield broken('the archive is damaged here')
    const kind = header[156] === 0 ? '\0' : String.fromCharCode(header[156] ?? 0)
    const size: number = longSize !== null && !isMeta(kind) ? longSize : sizeOf(header)
    const start = at + BLOCK
    if (!Number.isSafeInteger(size) || size < 0) return yield broken('the archive is damaged here')
    if (start + size > bytes.length) return yield broken('the archive ends before this file does', longName)
    const body = bytes.subarray(start, start + size)
    at = start + Math.ceil(size / BLOCK) * BLOCK
    if (kind === 'L') longName = latin(body)
    else if (kind === 'x') {
      const fields = readPax(body)
      longName = fields.get('path') ?? longName
      longSize = fields.has('size') ? Number(fields.get('size')) : null
    } else if (!isMeta(kind)) {
      const name = longName ?? nameOf(header)
      longName = null
      longSize = null
      if (kind === '5' || (REGULAR.has(kind) && name.endsWith('/'))) continue
      if (REGULAR.has(kind)) yield { name, bytes: body, reason: null }
      else yield { name, bytes: null, reason: KINDS[kind] ?? 'of a kind that is not read' }
    }
  }
}

const isMeta = (kind: string): boolean => 'LKxgXV'.includes(kind)
const broken = (reason: string, name: string | null = null): Member => ({ name: name ?? '…', bytes: null, reason })

/** The sum of all bytes of the header, those of the checksum itself taken for blanks; some old tars summed signed bytes. */
function hasChecksum(header: Uint8Array): boolean {
  const said = octal(header.subarray(148, 156))
  let unsigned = 0
  let signed = 0
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 32 : (header[i] ?? 0)
    unsigned += byte
    signed += byte > 127 ? byte - 256 : byte
  }
  return said === unsigned || said === signed
}

function octal(field: Uint8Array): number {
  const text = latin(field).trim()
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN
}

/** GNU writes sizes beyond eight octal digits in base 256, marked by the first bit. */
function sizeOf(header: Uint8Array): number {
  const field = header.subarray(124, 136)
  if (((field[0] ?? 0) & 0x80) === 0) return latin(field).trim() === '' ? 0 : octal(field)
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, (field[0] ?? 0) & 0x7f)
}

function nameOf(header: Uint8Array): string {
  const name = latin(header.subarray(0, 100))
  const isUstar = latin(header.subarray(257, 262)) === 'ustar'
  const prefix = isUstar ? latin(header.subarray(345, 500)) : ''
  return prefix ? `${prefix}/${name}` : name
}

/** Up to the first zero. Names are labels: bytes beyond ASCII are shown as they come. */
function latin(field: Uint8Array): string {
  const end = field.indexOf(0)
  let text = ''
  for (const byte of end < 0 ? field : field.subarray(0, end)) text += String.fromCharCode(byte)
  return text
}

/** Records of a pax header: `27 path=some/long/name\n`, the number being the record's own length. */
function readPax(body: Uint8Array): Map<string, string> {
  const fields = new Map<string, string>()
  for (let at = 0; at < body.length; ) {
    const blank = body.indexOf(32, at)
    if (blank < 0 || blank - at > 9) break
    const length = Number(latin(body.subarray(at, blank)))
    if (!Number.isInteger(length) || length <= blank - at + 1) break
    const record = latin(body.subarray(blank + 1, at + length - 1))
    const equals = record.indexOf('=')
    if (equals > 0) fields.set(record.slice(0, equals), record.slice(equals + 1))
    at += length
  }
  return fields
}
