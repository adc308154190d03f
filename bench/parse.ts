// What is read of guests, in MB a second of processor time, beside jc: `parse.mjs [megabytes] [format …]`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { FORMATS } from '../core/guest/formats/detect-format'
import type { Content, Format } from '../core/guest/formats/format'
import { splitLines } from '../core/text/lines'
import { type JcAnswer, jcSeconds, jcVersion } from './jc-seconds'
import { type ParseText, parseTexts } from './parse-texts'

const AIM = 20
const TURNS = { least: 3, seconds: 1.5 }
const MB = 1_000_000 // bytes; and microseconds a second
const words = process.argv.slice(2)
const bytes = (words.map(Number).find(Boolean) ?? 1) * MB
const named = words.filter((word) => !Number(word))

type Measured = ParseText & { readonly text: string; readonly rate: number; readonly records: number }

function countRecords({ kind, reading }: Content): number {
  if (kind === 'firewall')
    return reading.value.filter.tables.reduce(
      (sum, table) => sum + table.chains.reduce((rules, chain) => rules + chain.rules.length, 0),
      0,
    )
  if (kind === 'intent') return reading.value.addresses.length
  return kind === 'probe' ? reading.marks.filter((mark) => mark.kind === 'fact').length : reading.value.length
}

/**
 * The fastest of several turns: lines split, every line read; in processor time, for machines are shared. A text that
 * raises a problem is a fault of the bench.
 */
function measure(format: Format, one: ParseText): Measured {
  const text = Buffer.from(one.make(bytes)).toString('latin1') // flat, as a text from a file or a request is
  let best = Number.POSITIVE_INFINITY
  let records = 0
  const begun = performance.now()
  for (let turn = 0; turn < TURNS.least || performance.now() - begun < 1000 * TURNS.seconds; turn++) {
    const since = process.cpuUsage()
    const content = format.read(splitLines(text), null)
    const { user, system } = process.cpuUsage(since)
    best = Math.min(best, (user + system) / MB)
    const [problem] = content.reading.problems
    if (problem) throw new Error(`${one.format}: ${problem.reason}`)
    records = countRecords(content)
    if (records === 0) throw new Error(`${one.format}: nothing was read`)
  }
  return { ...one, text, rate: text.length / MB / best, records }
}

const texts = parseTexts(new Set(named.length > 0 ? named : FORMATS.map(({ name }) => name)))
const measured = FORMATS.flatMap((format) =>
  texts.filter((one) => one.format === format.name).map((one) => measure(format, one)),
)
const version = jcVersion()
const theirs = version ? askJc(measured) : new Map<string, JcAnswer>()

console.log(`| format | MB/s | records/s | jc ${version ?? '(not installed)'}, MB/s | ratio (aim ≥ ${AIM}) |`)
console.log('|---|---:|---:|---:|---:|')
for (const { format, text, rate, records } of measured) {
  const perSecond = Math.round((records * rate * MB) / text.length).toLocaleString('en')
  const answer = theirs.get(format)
  console.log(`| ${format} | ${figure(rate)} | ${perSecond} | ${beside(answer, text, rate)} |`)
}

function askJc(all: readonly Measured[]): Map<string, JcAnswer> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-bench-'))
  try {
    const asked = all.flatMap(({ format, jc, text }) => (jc ? [{ format, jc, text }] : []))
    if (asked.length === 0) return new Map()
    const questions = asked.map(({ format, jc, text }) => {
      const file = path.join(folder, format)
      writeFileSync(file, text)
      return [jc, file] as const
    })
    const answers = jcSeconds(questions)
    return new Map(
      asked.flatMap(({ format }, i) => {
        const answer = answers[i]
        return answer ? [[format, answer] as const] : []
      }),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Two cells: the rate of jc and how often ours is that. What it did not read is no rate. */
function beside(answer: JcAnswer | undefined, text: string, rate: number): string {
  if (!answer) return '– | –'
  if ('failed' in answer) return `failed: ${answer.failed.replaceAll('|', '/')} | –`
  if (answer.records === 0) return 'read nothing | –'
  const other = text.length / MB / answer.seconds
  return `${figure(other)} | ${figure(rate / other)}`
}

function figure(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en')
}
