import type { FilterCondition, FilterVerdict } from '../../../packet-filter'
import { verdictOf } from './iptables-target'

type Field = 'source' | 'destination' | 'protocol' | 'in' | 'out'

/** A rule as iptables-save prints it; `negated` names the fields before which a `!` stands, `raw` is the line. */
export type SavedRule = {
  readonly chain: string
  readonly target: string | null
  readonly source: string | null
  readonly destination: string | null
  readonly protocol: string | null
  readonly in: string | null
  readonly out: string | null
  readonly negated: readonly Field[]
  readonly packets: number | null
  readonly bytes: number | null
  readonly raw: string
}
export type Appended = {
  readonly rule: SavedRule
  readonly conditions: readonly FilterCondition[]
  readonly verdict: FilterVerdict
  readonly isInserted: boolean
}

const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['-s', 'source'],
  ['--source', 'source'],
  ['--src', 'source'],
  ['--source-ip', 'source'],
  ['-d', 'destination'],
  ['--destination', 'destination'],
  ['--dst', 'destination'],
  ['--destination-ip', 'destination'],
  ['-p', 'protocol'],
  ['--protocol', 'protocol'],
  ['--proto', 'protocol'],
  ['-i', 'in'],
  ['--in-interface', 'in'],
  ['-o', 'out'],
  ['--out-interface', 'out'],
])
/** Options that narrow nothing: a comment, which module is asked, and what a target is told. */
const OF_TARGET =
  /^(--comment|--reject-with|--log-\S+|--nflog-\S+|--to-\S+|--set-\S+|--xmark|--save-mark|--restore-mark|--clamp-mss-to-pmtu|--zone|--notrack|--random\S*|--persistent|--queue-\S+|--checksum-fill|--nfmask|--ctmask|--on-port|--on-ip|--tproxy-mark|--helper|--gateway)$/

/** Reads `-A CHAIN …` (or -I), with or without counters before it; null when it is no such command. */
export function readAppended(text: string): Appended | null {
  const head =
    /^\s*(?:\[(\d+):(\d+)\]\s+)?(?:\S*tables\s+(?:-t\s+\S+\s+)?)?(?:-[46]\s+)?(-A|-I|--append|--insert)\s+("[^"]*"|\S+)\s*/.exec(
      text,
    )
  if (!head) return null
  const chain = (head[4] ?? '').replaceAll('"', '')
  const words = splitWords(text.slice(head[0].length))
  const isInserted = head[3] === '-I' || head[3] === '--insert'
  const fields = new Map<Field, string>()
  const negated: Field[] = []
  const conditions: FilterCondition[] = []
  let target: string | null = null
  let isGoto = false
  let counters = [head[1], head[2]]
  for (let i = isInserted && /^\d+$/.test(words[0]?.text ?? '') ? 1 : 0; i < words.length; i++) {
    const isNegated = words[i]?.text === '!'
    if (isNegated) i++
    const option = words[i]?.text ?? ''
    const values: string[] = []
    // Older versions print the `!` behind the option.
    let isLate = false
    while (i + 1 < words.length && !isOption(words[i + 1]) && !(words[i + 1]?.text === '!' && isOption(words[i + 2]))) {
      const value = words[++i]?.text ?? ''
      if (value === '!') isLate = true
      else values.push(value)
    }
    const not = isNegated || isLate
    const field = FIELDS.get(option)
    const [value = ''] = values
    if (field) {
      fields.set(field, value)
      if (not) negated.push(field)
      conditions.push(...fieldCondition(field, value, not))
    } else if (/^(-j|--jump|-g|--goto)$/.test(option)) {
      target = value || null
      isGoto = option === '-g' || option === '--goto'
    } else if (option === '-c' || option === '--set-counters') counters = values
    else if (/^--(?:ct)?state$/.test(option)) conditions.push({ kind: 'state', states: value.split(','), negated: not })
    else if (option === '--src-range' || option === '--dst-range') {
      const side = option === '--src-range' ? 'source' : 'destination'
      conditions.push({ kind: 'address', side, blocks: [value], negated: not })
    } else if (option !== '-m' && option !== '--match' && !OF_TARGET.test(option) && (target === null || not))
      conditions.push({ kind: 'unknown', text: [option, ...values].join(' ') })
  }
  const of = (field: Field) => fields.get(field) ?? null
  const [packets, bytes] = counters.map((digits) => (/^\d+$/.test(digits ?? '') ? Number(digits) : null))
  const rule = {
    chain,
    target,
    source: of('source'),
    destination: of('destination'),
    protocol: of('protocol'),
    in: of('in'),
    out: of('out'),
    negated,
    packets: packets ?? null,
    bytes: bytes ?? null,
    raw: text.trim(),
  }
  return { rule, conditions, verdict: verdictOf(target, isGoto), isInserted }
}

function fieldCondition(field: Field, value: string, negated: boolean): FilterCondition[] {
  if (field === 'source' || field === 'destination')
    return [{ kind: 'address', side: field, blocks: value.split(','), negated }]
  if (field === 'protocol') return [{ kind: 'protocol', names: [value], negated }]
  return [{ kind: 'link', side: field, names: [value], negated }]
}

type Word = { readonly text: string; readonly isQuoted: boolean }

const isOption = (word: Word | undefined): boolean => !!word && !word.isQuoted && /^--?[a-zA-Z]/.test(word.text)

/** Words as iptables-save quotes them: `"…"` with backslashes before quotes inside. */
function splitWords(text: string): Word[] {
  const words: Word[] = []
  for (const [, quoted, bare] of text.matchAll(/"((?:[^"\\]|\\.)*)"?|(\S+)/g))
    words.push({
      text: quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/g, '$1'),
      isQuoted: quoted !== undefined,
    })
  return words
}
