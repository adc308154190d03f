import type { TraceAnswer } from '../trace-packet'
import type { TraceNode, TracePass } from './parse-trace-output'

/** One thing of which Rollcall's evaluation and the switch's own `ofproto/trace` say something else. */
export type TraceDifference = {
  readonly what: 'verdict' | 'rule'
  readonly step: number | null // counted from one, of Rollcall's own trace
  readonly ours: string
  readonly theirs: string
}
export type SecondOpinion = {
  readonly verdict: 'drop' | 'passes' | 'controller'
  readonly tables: number // that the switch looked up
  readonly differences: readonly TraceDifference[] // empty: both say the same
}

const PRIORITY_DEFAULT = 32_768 // which ofproto/trace leaves out
/** Behind a patch cable a miss is shown as the rule inside the switch that stands for it. */
const HIDDEN = /^reg0=0x[123]$/

/**
 * Compares Rollcall's evaluation with the answer of the switch: what becomes of the packet, and, table by table, the
 * priority of the rule that decided. Outputs are not compared: the switch knows the MACs it has learned, and floods less.
 */
export function compareWithSwitch(ours: TraceAnswer, passes: readonly TracePass[]): SecondOpinion {
  const verdict = verdictOf(passes)
  const known = new Set(ours.steps.map((step) => step.bridge))
  const theirs = passes.flatMap((pass) => pass.steps.filter((node) => isKnown(node, known)).flatMap(lookUps))
  const differences: TraceDifference[] = []
  const own = ours.verdict === 'drop' ? 'drop' : ours.outputs.length > 0 ? 'passes' : 'controller'
  if (ours.verdict !== 'unknown' && own !== verdict)
    differences.push({ what: 'verdict', step: null, ours: WORDS[own], theirs: WORDS[verdict] })
  const length = Math.max(theirs.length, ours.steps.length)
  for (let i = 0; i < length; i++) {
    const [mine, other] = [ours.steps[i], theirs[i]]
    const said = mine ? sayRule(mine.table, mine.rule?.priority ?? null) : 'no further table'
    const heard = other ? sayRule(other.table, other.priority) : 'no further table'
    if (said === heard || (other?.isHidden && mine?.table === other.table)) continue
    // After the first other way the rest is another way too.
    differences.push({ what: 'rule', step: i + 1, ours: said, theirs: heard })
    break
  }
  return { verdict, tables: theirs.length, differences }
}

const WORDS = { drop: 'dropped', passes: 'passes', controller: 'goes to the controller' } as const

const sayRule = (table: number | string, priority: number | null): string =>
  priority === null ? `table ${table}, no rule` : `table ${table}, priority ${priority}`

/** Dropped is what leaves by no action of the datapath in any pass; recirculation alone is none. */
function verdictOf(passes: readonly TracePass[]): SecondOpinion['verdict'] {
  const actions = passes.map((pass) => pass.datapathActions ?? 'drop')
  if (actions.some((text) => /(^|[,(])(\d+|tnl_push|[\w-]*output)\b/.test(withoutRecirculation(text)))) return 'passes'
  return actions.some((text) => /userspace\(/.test(text)) ? 'controller' : 'drop'
}

const withoutRecirculation = (text: string): string =>
  text.replace(/\b(recirc|hash|ct|meter)\((?:[^()]|\([^()]*\))*\)/g, '')

/** What a bridge does at which a tunnel ends, after ours has sent the packet into the tunnel, is not compared. */
function isKnown({ kind, text }: TraceNode, bridges: ReadonlySet<string>): boolean {
  const name = kind === 'bridge' ? /^bridge\("([^"]*)"\)/.exec(text)?.[1] : undefined
  return name === undefined || bridges.has(name)
}

type LookUp = { readonly table: number | string; readonly priority: number | null; readonly isHidden: boolean }

function lookUps(node: TraceNode): LookUp[] {
  const below = node.children.flatMap(lookUps)
  if (node.kind !== 'table' || node.table === null) return below
  const isMiss = node.text === 'No match.'
  const priority = isMiss ? null : (node.priority ?? PRIORITY_DEFAULT)
  return [{ table: node.table, priority, isHidden: priority === 0 && HIDDEN.test(node.match ?? '') }, ...below]
}
