import { type Line, spanOf } from '../../../../text/lines'
import type { Span } from '../../../../text/span'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { firstStatement } from '../../first-statement'
import { IntentList } from '../intent-list'
import { type ClusterResource, type Parameter, readCluster } from './cluster-agent'
import { splitQuoted } from './split-quoted'

const RESOURCE = /^\s*Resource:\s+(\S+)\s+\((.*)\)\s*$/
const HEADING = /^\s*[A-Z][\w /()-]*:(\s|$)/

const KNOWN =
  /^\s*Resource:\s+\S+\s+\((?=[^)]*\btype=\S+)[^)]*\b(?:class|provider)=|^Corosync Nodes:\s*$|^(?:Location|Ordering|Colocation) Constraints:/

/** Whether a text is what `pcs config` or `pcs resource config` prints: it begins with a heading of theirs. */
export const isPcsConfig = (lines: readonly Line[]): boolean =>
  HEADING.test(firstStatement(lines)) && lines.some((line) => KNOWN.test(line.text))

type Draft = {
  readonly id: string
  readonly type: string
  readonly span: Span
  readonly parameters: Map<string, Parameter>
}

/**
 * `pcs config`, `pcs resource config` and, before pcs 0.11, `pcs resource show --full`, which writes attributes in one line:
 *
 *     Resource: vip (class=ocf provider=heartbeat type=IPaddr2)
 *       Attributes: cidr_netmask=20 ip=172.17.20.39
 *
 *     Resource: vip (class=ocf provider=heartbeat type=IPaddr2)
 *       Attributes: vip-instance_attributes
 *         cidr_netmask=20
 *         ip=172.17.20.39
 */
export function parsePcsConfig(lines: readonly Line[]): Reading<Intent> {
  const list = new IntentList('pacemaker-pcs-config')
  const resources: Draft[] = []
  let open: Draft | null = null
  let isAttributes = false
  for (const line of lines) {
    const { text } = line
    if (text.trim() === '') continue
    const head = RESOURCE.exec(text)
    const attributes = /^\s*Attributes:/.exec(text)
    if (head) {
      const column = text.indexOf(head[1] ?? '', text.indexOf(':') + 1)
      const type = /\btype=([^\s)]+)/.exec(head[2] ?? '')?.[1] ?? ''
      open = { id: head[1] ?? '', type, span: spanOf(line, column, head[1]?.length), parameters: new Map() }
      resources.push(open)
      isAttributes = false
      list.log.known(line, `resource ${open.id}`)
    } else if (attributes) {
      isAttributes = open !== null
      if (open) readPairs(open, line, attributes[0].length)
      list.log.known(line, 'attributes')
    } else if (HEADING.test(text)) {
      // A heading that stands further out than resources ends them (Constraints:, Stonith Devices:).
      if (!/^\s/.test(text) || /^\s*(Group|Clone|Bundle|Master|Promotable):/.test(text)) open = null
      isAttributes = false
      list.log.known(line, text.trim().split(':')[0] ?? 'heading')
    } else if (isAttributes && open) {
      readPairs(open, line, 0)
      list.log.known(line, 'attribute')
    } else if (/^\s/.test(text) || /^\S+=\S*$/.test(text)) list.log.known(line, 'configuration of the cluster')
    else list.log.unread(line)
  }
  return readCluster(list, resources satisfies readonly ClusterResource[])
}

function readPairs(resource: Draft, line: Line, column: number): void {
  const words = splitQuoted(line.text.slice(column), (from, to) => spanOf(line, column + from, to - from), line)
  for (const { text, span } of words) {
    const equals = text.indexOf('=')
    const name = text.slice(0, equals)
    if (equals > 0 && !resource.parameters.has(name))
      resource.parameters.set(name, { value: text.slice(equals + 1), span, line })
  }
}
