import { createReadStream, statSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { tracePacket } from '../../../core/openflow/trace-packet'
import { refuse } from '../../command'
import { sayError } from '../../input/read-text'
import { printJson } from '../../output/print'
import type { ReadSwitch } from './read-switch'
import { readSwitchFolder } from './read-switch-folder'
import { traceDocument } from './trace-document'
import { readTraceOptions } from './trace-options'

const KEPT_CHARACTERS_MAX = 64 * 1024 * 1024 // of rules that stay read; a rule takes some twenty times its text

/** Folders that were read, the least lately used first. */
class Folders {
  private readonly kept = new Map<string, ReadSwitch | string>()
  private characters = 0

  constructor(private readonly home: string) {}

  read(dir: string, bridge: string | null): ReadSwitch | string {
    const folder = this.find(dir)
    const key = JSON.stringify([folder, existsAsFile(path.join(folder, 'topology.json')) ? null : bridge])
    const known = this.kept.get(key)
    const found = known ?? readSwitchFolder(folder, bridge)
    this.kept.delete(key)
    this.kept.set(key, found)
    if (known === undefined) this.characters += sizeOf(found)
    for (const [oldest, one] of this.kept) {
      if (this.characters <= KEPT_CHARACTERS_MAX || oldest === key) break
      this.kept.delete(oldest)
      this.characters -= sizeOf(one)
    }
    return found
  }

  /** Relative to where the command runs, else to where the batch lies. */
  private find(dir: string): string {
    const beside = path.resolve(this.home, dir)
    return path.isAbsolute(dir) || isFolder(dir) || !isFolder(beside) ? dir : beside
  }
}

const sizeOf = (found: ReadSwitch | string): number => (typeof found === 'string' ? 0 : found.characters) + 4096
const statOf = (file: string) => statSync(file, { throwIfNoEntry: false })
const isFolder = (file: string): boolean => statOf(file)?.isDirectory() ?? false
const existsAsFile = (file: string): boolean => statOf(file)?.isFile() ?? false

/** `rollcall trace --batch FILE`: one answer a line, in order; an entry that fails does not end the run. */
export async function traceBatch(file: string): Promise<number> {
  if (file !== '-' && isFolder(file)) return refuse(`${file} is a directory; name a file of JSON lines`)
  const input = file === '-' ? process.stdin : createReadStream(file)
  const folders = new Folders(file === '-' ? '.' : path.dirname(file))
  let status = 0
  let number = 0
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++
      const text = number === 1 ? line.replace(/^\ufeff/, '') : line
      if (text.trim() === '') continue
      const answer = answerEntry(text, number, folders)
      if ('error' in answer) status = 2
      await printJson(answer)
    }
  } catch (error) {
    return refuse(`${file === '-' ? 'standard input' : file} ${sayError(error)}`)
  }
  return status
}

function answerEntry(text: string, number: number, folders: Folders): Record<string, unknown> {
  let entry: unknown
  try {
    entry = JSON.parse(text)
  } catch (error) {
    return { id: null, error: `line ${number} is no JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    return { id: null, error: `line ${number} is no JSON object` }
  const { id = null, dir, bridge = null, packet, options } = entry as Record<string, unknown>
  const fail = (reason: string) => ({ id, error: reason })
  if (typeof dir !== 'string') return fail(`line ${number} has no text "dir"`)
  if (typeof packet !== 'string') return fail(`line ${number} has no text "packet"`)
  if (bridge !== null && typeof bridge !== 'string') return fail(`line ${number}: "bridge" is no text`)
  const read = readTraceOptions(options)
  if (typeof read === 'string') return fail(read)
  const found = folders.read(dir, bridge)
  if (typeof found === 'string') return fail(found)
  const answer = tracePacket(found.built, { packet, bridge, ...read, skipsNearest: true })
  return typeof answer === 'string' ? fail(answer) : { id, ...traceDocument(answer) }
}
