import { parseMac } from '../ip/mac'
import { type Line, spanOf, splitLines } from '../text/lines'
import type { Parsed, Problem } from '../text/span'
import { columnsOf, readCells } from './read-columns'
import type { Detail, Direction, VfpFlow, VfpGroup, VfpLayer, VfpPort, VfpRule } from './vfp-model'

type LayerDraft = Omit<VfpLayer, 'groups' | 'flows'> & {
  details: Detail[]
  rules: Record<Direction, VfpRule[]>
  flows: VfpFlow[]
}
type Table = 'rules' | 'flows' | 'uft' | 'layers' | 'ports' | null
type State = {
  ports: VfpPort[]
  layers: LayerDraft[]
  unified: VfpFlow[]
  layer: LayerDraft | null
  table: Table
  direction: Direction | null
  columns: readonly number[]
  headings: readonly string[]
}

const RULER = /^[=-]{10,}$/
const SECTION = /^(Inbound|Outbound) (Flows|Rules)$/
const UFT = /^UFT (Inbound|Outbound): (\d+)\/(\d+)$/

/**
 * What `opteadm` prints of Oxide's OPTE: `list-ports`, `list-layers`, `dump-layer`, `dump-uft`, one or several after
 * another; tables are aligned with blanks (oxidecomputer/opte, lib/opte/src/print.rs):
 *
 *     Layer gateway
 *     ======================================================================
 *     Outbound Rules
 *     ----------------------------------------------------------------------
 *     ID   PRI  HITS  PREDICATES                 ACTION
 *     4    1000 12    inner.ip.src=172.30.0.5    "Static"
 *     DEF  --   3     --                         "deny"
 */
export function parseOpteadm(text: string): Parsed<VfpPort[]> {
  const problems: Problem[] = []
  const state: State = {
    ports: [],
    layers: [],
    unified: [],
    layer: null,
    table: null,
    direction: null,
    columns: [],
    headings: [],
  }
  for (const line of splitLines(text)) {
    const body = line.text.trim()
    if (body === '' || RULER.test(body) || heading(line, body, state)) continue
    if (!row(line, state))
      problems.push({ span: spanOf(line), reason: 'no row of a table of opteadm', text: body.slice(0, 200) })
  }
  const layers = state.layers.map(toLayer)
  if (layers.length === 0 && state.unified.length === 0) return { value: state.ports, problems }
  const port: VfpPort = { name: null, friendlyName: null, mac: null, details: [], layers, unifiedFlows: state.unified }
  return { value: [...state.ports, port], problems }
}

const directionOf = (word: string | undefined): Direction => (word === 'Inbound' ? 'in' : 'out')
const newLayer = (name: string): LayerDraft => ({
  name,
  priority: null,
  details: [],
  rules: { in: [], out: [] },
  flows: [],
})

function heading(line: Line, body: string, state: State): boolean {
  const layer = /^Layer (\S+)$/.exec(body)
  const section = SECTION.exec(body)
  const unified = UFT.exec(body)
  if (layer) {
    state.layer = newLayer(layer[1] ?? '')
    state.layers.push(state.layer)
    state.table = null
  } else if (section) {
    state.direction = directionOf(section[1])
    state.table = section[2] === 'Rules' ? 'rules' : 'flows'
  } else if (unified) {
    state.direction = directionOf(unified[1])
    state.table = 'uft'
  } else if (/^ID\s+PRI\s+HITS\s+PREDICATES\s+ACTION$/.test(body)) state.columns = columnsOf(line.text)
  else if (/^PROTO\s+SRC IP\s/.test(body)) state.columns = columnsOf(line.text)
  else if (/^NAME\s+RULES IN\s/.test(body)) {
    state.table = 'layers'
    state.columns = columnsOf(line.text)
  } else if (/^LINK\s+MAC ADDRESS\s/.test(body)) {
    state.table = 'ports'
    state.columns = columnsOf(line.text)
    state.headings = readCells(line.text, state.columns)
  } else return false
  return true
}

function row(line: Line, state: State): boolean {
  const cells = readCells(line.text, state.columns)
  if (state.table === 'rules' && state.layer && state.direction)
    return rule(line, cells, state.layer.rules[state.direction])
  if (state.table === 'flows' && state.layer) return flow(line, cells, state.direction, state.layer.flows)
  if (state.table === 'uft') return flow(line, cells, state.direction, state.unified)
  if (state.table === 'layers') {
    const [name = '', ...values] = cells
    const details = ['rules in', 'rules out', 'default in', 'default out', 'flows'].map((key, i) => ({
      key,
      value: values[i] ?? '',
    }))
    state.layers.push({ ...newLayer(name), details })
    return values.length > 0
  }
  if (state.table === 'ports') {
    const [name = '', mac = '', ...values] = cells
    const details = values.map((value, i) => ({ key: state.headings[i + 2] ?? '', value }))
    state.ports.push({ name, friendlyName: null, mac: parseMac(mac), details, layers: [], unifiedFlows: [] })
    return true
  }
  return false
}
/** A rule, or one more predicate of the rule above. */
function rule(
  line: Line,
  [id = '', priority = '', hits = '', predicate = '', action = '']: readonly string[],
  rules: VfpRule[],
): boolean {
  const last = rules.at(-1)
  if (id === '' && priority === '') {
    if (!last || predicate === '') return false
    rules[rules.length - 1] = { ...last, conditions: [...last.conditions, predicate] }
    return true
  }
  const isDefault = id === 'DEF'
  rules.push({
    id: isDefault ? null : id,
    name: null,
    priority: /^\d+$/.test(priority) ? Number(priority) : null,
    order: 0,
    isDefault,
    conditions: predicate === '*' || predicate === '--' ? [] : [predicate],
    action: action.replace(/^"(.*)"$/, '$1'),
    hits: /^\d+$/.test(hits) ? Number(hits) : null,
    details: [],
    line: line.number,
    span: spanOf(line),
  })
  return isDefault || /^\d+$/.test(id)
}

function flow(line: Line, cells: readonly string[], direction: Direction | null, flows: VfpFlow[]): boolean {
  const [protocol = '', source = '', sourcePort = '', destination = '', destinationPort = '', hits = '', action = ''] =
    cells
  const portOf = (text: string): string | null => (text === 'N/A' || text === '' ? null : text)
  flows.push({
    direction,
    protocol,
    source,
    sourcePort: portOf(sourcePort),
    destination,
    destinationPort: portOf(destinationPort),
    hits: /^\d+$/.test(hits) ? Number(hits) : null,
    action,
    line: line.number,
  })
  return cells.length >= 6
}

/** Rules as they are asked: by priority, the lowest first, the default last. */
function toLayer({ rules, ...layer }: LayerDraft): VfpLayer {
  const group = (direction: Direction): VfpGroup[] => {
    const list = [...rules[direction]].sort((a, b) => (a.priority ?? Infinity) - (b.priority ?? Infinity))
    if (list.length === 0) return []
    return [
      {
        name: null,
        direction,
        priority: null,
        conditions: [],
        details: [],
        rules: list.map((one, order) => ({ ...one, order })),
      },
    ]
  }
  return { ...layer, groups: [...group('in'), ...group('out')] }
}
