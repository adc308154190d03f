import { type Line, spanOf, splitLines } from '../../text/lines'
import type { Parsed, Problem } from '../../text/span'

/** One step that Open vSwitch tells of: a bridge, a table with the rule that matched, an action, or a remark. */
export type TraceNode = {
  readonly kind: 'bridge' | 'table' | 'action' | 'remark'
  readonly text: string
  readonly table: number | string | null
  readonly match: string | null // null where no rule matched
  readonly priority: number | null
  readonly cookie: string | null
  readonly line: number
  readonly children: readonly TraceNode[]
}

/** What happens to a packet up to the point where it leaves, or is sent through the tables once more. */
export type TracePass = {
  readonly flow: string | null
  readonly resumes: string | null // why the tables are asked again: `recirc(0x1) - resume conntrack with ct_state=new|trk`
  readonly steps: readonly TraceNode[]
  readonly finalFlow: string | null // null: unchanged
  readonly megaflow: string | null
  readonly datapathActions: string | null
  readonly remarks: readonly string[]
}

type Draft = { -readonly [K in keyof TraceNode]: TraceNode[K] } & { children: Draft[] }
type PassDraft = { -readonly [K in keyof TracePass]: TracePass[K] } & { steps: Draft[]; remarks: string[] }

const TABLE = /^( *)(\d+|[A-Za-z_][\w.-]*)\. (.*)$/
const RULE = /^(?:(.*), )?priority (\d+)(?:, cookie (0x[\da-f]+))?(?:, .*)?$/
const RESUME = /^(recirc\(0x[\da-f]+\)(?: - .*)?)$/

/**
 * What `ovs-appctl ofproto/trace` prints, as a tree; indentation says what hangs under what.
 *
 *     bridge("br-int")
 *     ----------------
 *      0. in_port=1, priority 100
 *         goto_table:10
 *     10. priority 0, cookie 0xdead
 *         drop
 */
export function parseTraceOutput(text: string): Parsed<TracePass[]> {
  const passes: PassDraft[] = []
  const problems: Problem[] = []
  const stack: { indent: number; node: Draft }[] = []
  let resumes: string | null = null
  for (const line of splitLines(text)) {
    const body = line.text.trim()
    if (body === '' || /^[-=]{3,}$/.test(body) || body.startsWith('#')) continue
    const resume = RESUME.exec(body)
    if (resume) {
      resumes = resume[1] ?? null
      continue
    }
    const pass = passes.at(-1)
    const said = /^(Flow|Final flow|Megaflow|Datapath actions|Relevant fields): ?(.*)$/.exec(body)
    if (said?.[1] === 'Flow') {
      passes.push({ ...EMPTY, flow: said[2] ?? '', resumes, steps: [], remarks: [] })
      stack.length = 0
      resumes = null
    } else if (!pass)
      problems.push({ span: spanOf(line), reason: 'before the flow that is traced', text: body.slice(0, 200) })
    else if (said) keep(pass, said[1] ?? '', said[2] ?? '')
    else if (pass.datapathActions !== null || /^(Translation failed|This flow is handled|- )/.test(body))
      pass.remarks.push(body)
    else place(line, pass, stack)
  }
  return { value: passes, problems }
}

const EMPTY = { finalFlow: null, megaflow: null, datapathActions: null }

function keep(pass: PassDraft, what: string, value: string): void {
  if (what === 'Final flow') pass.finalFlow = value === 'unchanged' ? null : value
  else if (what === 'Datapath actions') pass.datapathActions = value
  else pass.megaflow = value
}

function place(line: Line, pass: PassDraft, stack: { indent: number; node: Draft }[]): void {
  const { node, indent } = readNode(line)
  while (stack.length > 0 && (stack.at(-1)?.indent ?? 0) >= indent) stack.pop()
  // A bridge stands alone; a remark belongs to the action before it.
  if (node.kind === 'bridge') stack.length = 0
  const parent = stack.at(-1)?.node
  if (parent && parent.kind !== 'bridge') parent.children.push(node)
  else if (parent && node.kind === 'table') parent.children.push(node)
  else pass.steps.push(node)
  stack.push({ indent: node.kind === 'bridge' ? -1 : indent, node })
}

function readNode(line: Line): { node: Draft; indent: number } {
  const node = { table: null, match: null, priority: null, cookie: null, line: line.number, children: [] as Draft[] }
  const body = line.text.trim()
  const spaces = line.text.length - line.text.trimStart().length
  const table = TABLE.exec(line.text)
  if (table) {
    const name = table[2] ?? ''
    const isNumber = /^\d+$/.test(name)
    const rule = RULE.exec(table[3] ?? '')
    return {
      node: {
        ...node,
        kind: 'table',
        text: table[3] ?? '',
        table: isNumber ? Number(name) : name,
        match: rule ? (rule[1] ?? '') : null,
        priority: rule ? Number(rule[2]) : null,
        cookie: rule?.[3] ?? (rule ? '0x0' : null),
      },
      // Numbers are set right in two columns.
      indent: isNumber && name.length === 1 ? Math.max(0, spaces - 1) : spaces,
    }
  }
  const kind = /^bridge\("/.test(body) ? 'bridge' : /^(->|>>>>)/.test(body) ? 'remark' : 'action'
  return { node: { ...node, kind, text: body }, indent: spaces }
}
