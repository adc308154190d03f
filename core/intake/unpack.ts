import { isTar, listTar } from './list-tar'
import { isZip, listZip } from './list-zip'

/** One text that came in, under the name it had: a label that is shown, never a place that is written to. */
export type Input = { readonly path: string; readonly text: string }
export type RefusedInput = { readonly path: string; readonly reason: string }
export type Unpacked = { readonly inputs: readonly Input[]; readonly refused: readonly RefusedInput[] }

/** What only the surroundings can do. Opening stops when more than `bytesMax` come out. */
export type Openers = {
  readonly gunzip: (bytes: Uint8Array, bytesMax: number) => Opened
  readonly inflate: (bytes: Uint8Array, bytesMax: number) => Opened
  readonly decode: (bytes: Uint8Array) => string | null
}
export type Opened = { readonly bytes: Uint8Array } | { readonly failure: 'too-large' | 'damaged' }

export type UnpackLimits = {
  readonly bytesMax: number // of all texts together, unpacked
  readonly textBytesMax: number // of one text
  readonly entriesMax: number
  readonly depthMax: number // archives within archives
  readonly ratioMax: number // how many times its size a packed file may grow
  readonly openedBytesMax: number // that come out of all that is packed, archives within archives counted each time
}
export const UNPACK_LIMITS: UnpackLimits = {
  bytesMax: 64 * 1024 * 1024,
  textBytesMax: 16 * 1024 * 1024,
  entriesMax: 2000,
  depthMax: 4,
  ratioMax: 200,
  openedBytesMax: 256 * 1024 * 1024,
}

const FREE_BYTES = 1024 * 1024 // up to here a small file may grow as it likes
const PATH_MAX = 300
const PACKERS: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['rar', [0x52, 0x61, 0x72, 0x21]],
]

/**
 * Takes what was handed over apart until only texts are left: gzip, tar and zip within each other, recognised by content.
 * Nothing stops the others: what is damaged, no text or over a limit is named with the reason.
 */
export function unpack(path: string, bytes: Uint8Array, openers: Openers, limits = UNPACK_LIMITS): Unpacked {
  const unpacker = new Unpacker(openers, limits)
  unpacker.open(path, bytes, 0)
  return unpacker.finish()
}

class Unpacker {
  private readonly inputs: Input[] = []
  private readonly refused: RefusedInput[] = []
  private entries = 0
  private bytes = 0
  private openedBytes = 0
  private beyond = 0

  constructor(
    private readonly openers: Openers,
    private readonly limits: UnpackLimits,
  ) {}

  finish(): Unpacked {
    const { beyond, inputs, refused, limits } = this
    if (beyond === 0) return { inputs, refused }
    const more = { path: `${beyond} more`, reason: `more than ${limits.entriesMax} files; send them in parts` }
    return { inputs, refused: [...refused, more] }
  }

  open(path: string, bytes: Uint8Array, depth: number): void {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) this.openGzip(path, bytes, depth)
    else if (isZip(bytes)) this.openZip(path, bytes, depth)
    else if (isTar(bytes)) this.openTar(path, bytes, depth)
    else this.take(path, bytes)
  }

  private openGzip(path: string, bytes: Uint8Array, depth: number): void {
    if (this.isTooDeep(path, depth)) return
    const opened = this.grow(path, bytes, this.openers.gunzip)
    if (opened) this.open(path.replace(/\.gz$/i, '').replace(/\.tgz$/i, '.tar'), opened, depth + 1)
  }

  private openTar(path: string, bytes: Uint8Array, depth: number): void {
    if (this.isTooDeep(path, depth)) return
    for (const { name, bytes: body, reason } of listTar(bytes)) this.member(path, name, body, reason, depth)
  }

  private openZip(path: string, bytes: Uint8Array, depth: number): void {
    if (this.isTooDeep(path, depth)) return
    for (const { name, bytes: packed, reason, isDeflated } of listZip(bytes)) {
      const body =
        packed !== null && isDeflated && !this.isFull()
          ? this.grow(`${path}/${name}`, packed, this.openers.inflate)
          : packed
      if (packed === null || body !== null) this.member(path, name, body, reason, depth)
    }
  }

  private member(path: string, name: string, bytes: Uint8Array | null, reason: string | null, depth: number): void {
    if (this.isFull()) this.beyond++
    else if (bytes === null) this.refuse(`${path}/${name}`, reason ?? 'not read')
    else if (isCompanion(name)) this.refuse(`${path}/${name}`, 'what macOS keeps beside a file')
    else this.open(`${path}/${name}`, bytes, depth + 1)
  }

  /** Opens what is packed, within the bytes that are left and the times it may grow; null when it was refused. */
  private grow(path: string, bytes: Uint8Array, opener: Openers['gunzip']): Uint8Array | null {
    const { ratioMax, bytesMax, openedBytesMax } = this.limits
    const left = Math.max(0, Math.min(bytesMax - this.bytes, openedBytesMax - this.openedBytes))
    const byRatio = Math.max(FREE_BYTES, bytes.length * ratioMax)
    const opened = opener(bytes, Math.min(left, byRatio))
    // What was opened in vain costs as much as what came out.
    this.openedBytes += 'bytes' in opened ? opened.bytes.length : Math.min(left, byRatio)
    if ('bytes' in opened) return opened.bytes
    if (opened.failure === 'damaged') this.refuse(path, 'damaged: it cannot be unpacked')
    else if (byRatio < left) this.refuse(path, `it unpacks to more than ${ratioMax} times its size`)
    else this.refuse(path, `unpacked, all of it is more than ${megabytes(bytesMax)}`)
    return null
  }

  private take(path: string, bytes: Uint8Array): void {
    const { textBytesMax, bytesMax } = this.limits
    if (this.isFull()) {
      this.beyond++
      return
    }
    const packer = PACKERS.find(([, magic]) => magic.every((byte, i) => bytes[i] === byte))
    if (packer) return this.refuse(path, `packed with ${packer[0]}: unpack it, or pack it with gzip`)
    if (bytes.length === 0) return this.refuse(path, 'empty')
    if (bytes.length > textBytesMax) return this.refuse(path, `larger than ${megabytes(textBytesMax)}`)
    if (this.bytes + bytes.length > bytesMax) return this.refuse(path, `all of it is more than ${megabytes(bytesMax)}`)
    const text = this.openers.decode(bytes)
    if (text === null) return this.refuse(path, 'no text: neither UTF-8, UTF-16 nor GBK')
    this.entries++
    this.bytes += bytes.length
    this.inputs.push({ path: label(path), text })
  }

  private isFull = (): boolean => this.entries >= this.limits.entriesMax

  private isTooDeep(path: string, depth: number): boolean {
    if (depth < this.limits.depthMax) return false
    this.refuse(path, `archives lie more than ${this.limits.depthMax} deep in each other`)
    return true
  }

  private refuse(path: string, reason: string): void {
    if (this.isFull()) this.beyond++
    else {
      this.entries++
      this.refused.push({ path: label(path), reason })
    }
  }
}

/** `._name` and what lies under `__MACOSX`. */
const isCompanion = (name: string): boolean => /(^|\/)(\._|__MACOSX\/)/.test(name)
const megabytes = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)} MiB`

/** A name as it is shown: without control characters, and not without end. */
function label(path: string): string {
  let text = ''
  for (const char of path.length > PATH_MAX ? `…${path.slice(-PATH_MAX)}` : path)
    text += char < ' ' || char === '\u007f' ? '\ufffd' : char
  return text
}
