import { type AuditFile, type CollectedFile, collectEvidence } from '../audit/files/collect-evidence'
import { detectDocument } from '../guest/formats/detect-format'
import { parsePrompt } from '../guest/transcript/parse-prompt'
import { parseTranscript } from '../guest/transcript/parse-transcript'
import { formatIp, parseIp } from '../ip/ip'
import type { Line } from '../text/lines'
import { AddressMap } from './address-map'
import { collectNames } from './collect-names'
import { NameMap } from './name-map'
import type { Keyed } from './prefix-map'
import { TokenRedactor } from './redact-tokens'

const LEFT_OUT = '(left out)'
const SECRET =
  /\b(auth_pass|password|passwd|secret|token|community|psk|private[-_]key)\b("?\s{0,8}[:= ]\s{0,8}"?)([^\s"',;}]{1,300})/gi
const COMMENT = /^(\s*)(#(?!cloud-config)|!|;|\/\/)\s*\S.*$/
const USERDATA = /(userdata=(?:[0-9a-f]{2}\.?){0,8})((?:[0-9a-f]{2}\.?){1,400})/gi
const COOKIE = /(\bcookie=)(0x[0-9a-f]{1,16})/gi

/** What was made of files: the same, with pseudonyms; and the pseudonyms of what an audit's rows name. */
export type Redaction = {
  readonly files: readonly AuditFile[]
  readonly nic: (name: string) => string
  readonly mac: (mac: string) => string
  readonly address: (address: string) => string
}

/**
 * Replaces what identifies in evidence by pseudonyms, the same everywhere: addresses keep their prefixes and special
 * ranges, MACs, names and UUIDs their shape. What an audit does not read (prose, comments, commands that show nothing,
 * secrets) is left out. `keyed` is the only secret: without it nothing leads back.
 */
export function redactFiles(files: readonly AuditFile[], keyed: Keyed): Redaction {
  const addresses = new AddressMap(keyed)
  const names = new NameMap(keyed)
  const tokens = new TokenRedactor(keyed, addresses, names)
  const collected = files.map((file) => ({ file, found: collectEvidence(file, true) }))
  for (const { file, found } of collected) collectNames(found, file.text, names)
  for (const { file } of collected) tokens.learn(file.text)
  const { spaced } = names
  const redact = (text: string): string => {
    let replaced = text
    for (const name of spaced) if (replaced.includes(name)) replaced = replaced.replaceAll(name, names.pseudonym(name))
    replaced = replaced.replace(SECRET, (_, key: string, between: string) => `${key}${between}removed`)
    replaced = replaced.replace(USERDATA, (_, head: string, rest: string) => head + rest.replace(/[0-9a-f]{2}/gi, '00'))
    replaced = replaced.replace(COOKIE, (_, key: string, value: string) => key + mapCookie(value, keyed))
    return tokens.redact(replaced)
  }
  return {
    files: collected.map(({ file, found }, index) => ({
      source: `${String(index + 1).padStart(2, '0')}-${kindOf(found)}${extensionOf(file.source)}`,
      text: joinLines(file.text, linesToKeep(file, found).map(redact)),
      ...(file.isAtEnd && { isAtEnd: true }),
    })),
    nic: (name) => redact(name),
    mac: (mac) => tokens.redact(mac),
    address: (address) => {
      const ip = parseIp(address)
      return ip ? formatIp(addresses.mapIp(ip)) : address
    },
  }
}

function mapCookie(text: string, keyed: Keyed): string {
  const digits = text.slice(2)
  if (/^0+$/.test(digits)) return text
  const hex = Array.from(keyed(`cookie ${BigInt(text)}`), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `0x${hex.slice(0, digits.length).replace(/^0/, '1')}`
}

/** The lines of a file, with those that are no evidence left out; how many there are, and where, stays. */
function linesToKeep(file: AuditFile, { lines, problems, table, evidence }: CollectedFile): string[] {
  if (table) {
    const bad = new Set(problems.map(({ span }) => span.start))
    return lines.map((line) => {
      if (/^\s*#/.test(line.text)) return '#'
      const start = line.start + line.text.length - line.text.trimStart().length
      return bad.has(start) || bad.has(line.start) ? LEFT_OUT : line.text
    })
  }
  if (evidence.some((one) => one.kind === 'registry')) return lines.map((line) => line.text)
  const document = detectDocument(lines, file.text)
  if (document) return lines.map((line) => (document.kind === 'intent' ? withoutComment(line) : line.text))
  return readTerminal(file.text, lines)
}

const withoutComment = ({ text }: Line): string => text.replace(COMMENT, '$1$2')

/** A terminal keeps its prompts, the commands that show something, and what these show. */
function readTerminal(text: string, lines: readonly Line[]): string[] {
  const { sections, marks } = parseTranscript(text)
  const kept = lines.map((line) => line.text)
  for (const { line, kind } of marks) if (kind === 'unread') kept[line - 1] = LEFT_OUT
  for (const { command, content, event, firstLine } of sections) {
    if (command === null || content !== null || event !== null) continue
    const prompt = parsePrompt(kept[firstLine - 1] ?? '')
    if (prompt) kept[firstLine - 1] = `${(kept[firstLine - 1] ?? '').slice(0, prompt.column)}true`
  }
  return kept
}

const kindOf = ({ formats }: CollectedFile): string => formats[0] ?? 'text'
const extensionOf = (source: string): string =>
  /\.(?:txt|json|md|xml|ya?ml|conf|cfg|csv|log)$/i.exec(source)?.[0].toLowerCase() ?? '.txt'

/** Puts lines together with the line ends of the text they come from. */
function joinLines(text: string, lines: readonly string[]): string {
  const ends = text.match(/\r\n|\r|\n/g) ?? []
  return lines.map((line, index) => line + (ends[index] ?? '')).join('')
}
