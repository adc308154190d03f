import { JoinedLines } from '../../../../text/joined-lines'
import { type Line, spanOf } from '../../../../text/lines'
import type { Span } from '../../../../text/span'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { firstStatement } from '../../first-statement'
import { IntentList } from '../intent-list'
import { type ClusterResource, type Parameter, readCluster } from './cluster-agent'
import { readCibResources } from './parse-cib-xml'
import { type QuotedWord, splitQuoted } from './split-quoted'

const PREFIX = /^\s*(?:\S{0,40}# ?)?(?:crm\s+(?:-F\s+)?)?(?:configure\s+)?/
const KEYWORDS =
  /^(node|primitive|rsc_template|group|clone|ms|master|promotable|bundle|location|order|colocation|collocation|rsc_ticket|property|rsc_defaults|op_defaults|fencing_topology|fencing-topology|role|user|acl_target|acl_group|tag|alert|monitor|xml|commit|verify|configure|show|end|quit|exit|bye)$/
const SECTIONS = /^(params|meta|utilization|operations|op|op_params|op_meta)$/
const OPENS =
  /^(?:primitive|rsc_template)\s+\S+\s+(?:@\S+|[\w.-]+(?::[\w.-]+){1,2}|[\w.-]+(?=\s*\\?$|\s+(?:params|op|meta|operations|utilization|\w+=)))/

/** Whether a text is a cluster's configuration in crmsh's words: it begins with a statement, and some line defines a resource. */
export const isCrmConfigure = (lines: readonly Line[]): boolean =>
  KEYWORDS.test(
    firstStatement(lines)
      .replace(PREFIX, '')
      .split(/[\s\\]/)[0] ?? '',
  ) && lines.some(({ text }) => OPENS.test(text.replace(PREFIX, '')))

type Definition = {
  readonly id: string
  readonly type: string
  readonly template: string | null
  readonly span: Span
} & {
  readonly parameters: Map<string, Parameter>
  readonly sets: readonly string[]
}

/**
 * `crm configure show` prints a statement a line; a backslash continues it:
 *
 *     primitive vip IPaddr2 \
 *         params ip=172.17.20.39 cidr_netmask=20 nic=eth0 \
 *         op monitor interval=10s
 *     rsc_template base ocf:heartbeat:IPaddr2 params nic=eth0
 *     primitive vip2 @base params ip=172.17.20.40
 */
export function parseCrmConfigure(lines: readonly Line[]): Reading<Intent> {
  const list = new IntentList('pacemaker-crm-configure')
  const definitions: Definition[] = []
  const templates = new Map<string, Definition>()
  const fromXml: ClusterResource[] = []
  for (let i = 0; i < lines.length; i++) {
    const statement: Line[] = []
    let isOpen = true
    for (; isOpen && i < lines.length; i++) {
      const line = lines[i]
      if (!line) break
      statement.push(line)
      isOpen = line.text.trimEnd().endsWith('\\')
    }
    i--
    const words = statement.flatMap(wordsOf)
    const [keyword] = words
    const [first] = statement
    if (!keyword || !first) {
      for (const line of statement) if (line.text.trim() !== '') list.log.known(line, 'comment')
      continue
    }
    const isKnown = KEYWORDS.test(keyword.text)
    for (const line of statement)
      if (isKnown) list.log.known(line, keyword.text)
      else list.log.unread(line, `"${keyword.text}" begins no statement of crm configure`)
    if (keyword.text === 'xml') fromXml.push(...readCibResources(xmlOf(statement), list))
    const definition = /^(primitive|rsc_template)$/.test(keyword.text) ? define(words.slice(1)) : null
    if (definition && keyword.text === 'primitive') definitions.push(definition)
    else if (definition) templates.set(definition.id, definition)
  }
  const resources = definitions.map((one) => complete(one, templates, definitions))
  return readCluster(list, [...resources, ...fromXml])
}

/** The words of a line of a statement, without what continues it and without a prompt before it. */
function wordsOf(line: Line): QuotedWord[] {
  const text = line.text.trimEnd()
  const end = text.endsWith('\\') ? text.length - 1 : text.length
  const start = PREFIX.exec(text)?.[0].length ?? 0
  if (/^\s*#/.test(text)) return []
  return splitQuoted(text.slice(start, end), (from, to) => spanOf(line, start + from, to - from), line)
}

function xmlOf(statement: readonly Line[]): JoinedLines {
  return new JoinedLines(
    statement.map((line, i) => {
      const text = line.text.replace(/\\\s*$/, '')
      const column = i === 0 ? Math.max(0, text.indexOf('<')) : 0
      return { text: text.slice(column), start: line.start + column, number: line.number }
    }),
  )
}

function define(words: readonly QuotedWord[]): Definition | null {
  const [id, type, ...rest] = words
  if (!id || !type) return null
  const parameters = new Map<string, Parameter>()
  const sets: string[] = []
  let section = 'params'
  for (const word of rest) {
    if (SECTIONS.test(word.text)) section = word.text
    const equals = word.text.indexOf('=')
    if (section !== 'params' || equals < 1) continue
    const name = word.text.slice(0, equals)
    const value = word.text.slice(equals + 1)
    if (name === '$id-ref' || name === 'id-ref') sets.push(value)
    // `$name-id:ip=…` names the pair so that others can refer to it; of a name given twice the first counts.
    const bare = name.startsWith('$') ? (name.split(':')[1] ?? '') : name
    if (bare !== '' && !parameters.has(bare)) parameters.set(bare, { value, span: word.span, line: word.line })
  }
  const isFromTemplate = type.text.startsWith('@')
  return {
    id: id.text,
    type: isFromTemplate ? '' : (type.text.split(':').at(-1) ?? ''),
    template: isFromTemplate ? type.text.slice(1) : null,
    span: id.span,
    parameters,
    sets,
  }
}

/** Adds what a template says, and the sets that `$id-ref` takes from another resource. */
function complete(
  one: Definition,
  templates: ReadonlyMap<string, Definition>,
  all: readonly Definition[],
): ClusterResource {
  const template = templates.get(one.template ?? '')
  const others = one.sets.flatMap((set) => all.find((other) => other !== one && set.startsWith(other.id)) ?? [])
  const parameters = new Map(one.parameters)
  for (const other of [...others, ...(template ? [template] : [])])
    for (const [name, parameter] of other.parameters) if (!parameters.has(name)) parameters.set(name, parameter)
  return { id: one.id, type: one.type || template?.type || '', parameters, span: one.span }
}
