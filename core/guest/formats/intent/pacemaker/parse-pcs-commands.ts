import { type Line, spanOf } from '../../../../text/lines'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { firstStatement } from '../../first-statement'
import { IntentList } from '../intent-list'
import { type ClusterResource, type Parameter, readCluster } from './cluster-agent'
import { type QuotedWord, splitQuoted } from './split-quoted'

const CREATE = /^\s*(?:sudo\s+)?pcs\s+(?:-\S+\s+(?:\S+\s+)?)?resource\s+create\s/
const ENDS_PARAMETERS = /^(op|meta|clone|master|promotable|bundle|group|--\S+|;|&&|\|\||--)$/

const PCS = /^\s*(?:sudo\s+)?pcs\s/

/** Whether a text is a list of pcs commands that make resources. */
export const isPcsCommands = (lines: readonly Line[]): boolean =>
  PCS.test(firstStatement(lines)) && lines.some((line) => CREATE.test(line.text))

/**
 * `pcs resource config --output-format=cmd` prints the commands that would make what there is; scripts hold the same:
 *
 *     pcs resource create --no-default-ops --force -- vip ocf:heartbeat:IPaddr2 \
 *       cidr_netmask=20 ip=172.17.20.39 \
 *       op \
 *         monitor interval=10s
 */
export function parsePcsCommands(lines: readonly Line[]): Reading<Intent> {
  const list = new IntentList('pacemaker-pcs-commands')
  const resources: ClusterResource[] = []
  for (let i = 0; i < lines.length; i++) {
    const words: QuotedWord[] = []
    const first = lines[i]
    const isCreate = CREATE.test(first?.text ?? '')
    for (let isOpen = true; isOpen && i < lines.length; i++) {
      const line = lines[i]
      if (!line) break
      const text = line.text.trimEnd()
      isOpen = text.endsWith('\\')
      words.push(...splitQuoted(isOpen ? text.slice(0, -1) : text, (from, to) => spanOf(line, from, to - from), line))
      if (/^\s*(#|$)/.test(text)) list.log.known(line, 'comment')
      else if (isCreate || PCS.test(first?.text ?? '')) list.log.known(line, 'command')
      else list.log.unread(line, 'this is no command of pcs')
    }
    i--
    if (isCreate) resources.push(...created(words))
  }
  return readCluster(list, resources)
}

function created(words: readonly QuotedWord[]): ClusterResource[] {
  const from = words.findIndex((word, i) => word.text === 'create' && words[i - 1]?.text === 'resource') + 1
  const [id, type, ...rest] = words
    .slice(from)
    .filter((word) => !/^(--force|--no-default-ops|--wait(=\S*)?|--|-f)$/.test(word.text))
  if (!id || !type) return []
  const end = rest.findIndex((word) => ENDS_PARAMETERS.test(word.text))
  const parameters = new Map<string, Parameter>()
  for (const { text, span, line } of end < 0 ? rest : rest.slice(0, end)) {
    const equals = text.indexOf('=')
    if (equals > 0) parameters.set(text.slice(0, equals), { value: text.slice(equals + 1), span, line })
  }
  return [{ id: id.text, type: type.text.split(':').at(-1) ?? '', parameters, span: id.span }]
}
