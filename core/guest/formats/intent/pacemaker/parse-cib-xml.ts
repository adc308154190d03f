import { parseXml, XmlElement, XmlError } from '@rgrove/parse-xml'
import { JoinedLines } from '../../../../text/joined-lines'
import type { Line } from '../../../../text/lines'
import type { Span } from '../../../../text/span'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { IntentList } from '../intent-list'
import { type ClusterResource, type Parameter, readCluster } from './cluster-agent'

/** Whether a text is a cluster information base, or a part of one that has resources. */
export const isCibXml = (text: string): boolean =>
  /^[\s\uFEFF]*</.test(text) && /<(?:cib|primitive|template\s[^>]{0,400}class=)[\s/>"]/.test(text)

/**
 * `cibadmin -Q` prints the cluster's configuration and status as XML; parameters are name and value pairs:
 *
 *     <primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">
 *       <instance_attributes id="vip-params">
 *         <nvpair id="vip-ip" name="ip" value="172.17.20.39"/>
 *
 * A pair or a set may stand elsewhere (id-ref), a resource may have a template. Entities are not expanded.
 */
export function parseCibXml(lines: readonly Line[]): Reading<Intent> {
  const list = new IntentList('pacemaker-cib-xml')
  const joined = new JoinedLines(lines)
  const resources = readCibResources(joined, list)
  const reading = readCluster(list, resources)
  for (const line of lines) list.log.known(line, 'XML')
  return { ...reading, marks: list.log.reading(null).marks }
}

/** The resources of a piece of XML; what is not well formed is reported. */
export function readCibResources(joined: JoinedLines, list: IntentList): ClusterResource[] {
  let root: XmlElement | null = null
  // What stands before the first tag would not be well formed: a byte order mark, blank lines before the declaration.
  const lead = Math.max(0, joined.text.indexOf('<'))
  try {
    root = parseXml(joined.text.slice(lead), { includeOffsets: true }).root
  } catch (error) {
    const at = lead + (error instanceof XmlError ? error.pos : 0)
    const reason = error instanceof XmlError ? error.message.split('\n')[0] : 'it is nested too deeply'
    list.report(joined.spanOf(at, at + 1), `this XML cannot be read: ${reason}`, joined.text.slice(at, at + 80))
  }
  if (!root) return []
  return new CibReader(joined, root, lead).resources()
}

class CibReader {
  private readonly elements: XmlElement[] = []
  private readonly byId = new Map<string, XmlElement>()

  constructor(
    private readonly joined: JoinedLines,
    root: XmlElement,
    private readonly lead: number,
  ) {
    const open = [root]
    for (let element = open.pop(); element; element = open.pop()) {
      this.elements.push(element)
      const id = element.attributes.id
      if (id !== undefined && !this.byId.has(`${element.name} ${id}`)) this.byId.set(`${element.name} ${id}`, element)
      for (const child of [...element.children].reverse()) if (child instanceof XmlElement) open.push(child)
    }
  }

  resources(): ClusterResource[] {
    return this.elements.flatMap((element) => {
      if (element.name !== 'primitive') return []
      const { id = '', template } = element.attributes
      const origin = template === undefined ? undefined : this.byId.get(`template ${template}`)
      const type = element.attributes.type ?? origin?.attributes.type
      if (type === undefined) return []
      const parameters = new Map(origin ? this.parametersOf(origin) : [])
      for (const [name, one] of this.parametersOf(element)) parameters.set(name, one)
      return [{ id, type, parameters, span: this.spanOf(element.start, tagEnd(this.joined.text, this.lead, element)) }]
    })
  }

  private spanOf = (start: number, end: number): Span => this.joined.spanOf(this.lead + start, this.lead + end)

  /** Of a name given twice the first counts. */
  private parametersOf(element: XmlElement): Map<string, Parameter> {
    const found = new Map<string, Parameter>()
    for (const child of element.children) {
      if (!(child instanceof XmlElement) || child.name !== 'instance_attributes') continue
      const set = this.byId.get(`instance_attributes ${child.attributes['id-ref']}`) ?? child
      for (const pair of pairsOf(set)) {
        const origin = this.byId.get(`nvpair ${pair.attributes['id-ref']}`) ?? pair
        const name = pair.attributes.name ?? origin.attributes.name
        const value = origin.attributes.value
        if (name === undefined || value === undefined || found.has(name)) continue
        const span = this.spanOf(origin.start, origin.end)
        found.set(name, { value: value.trim(), span, line: this.joined.lineAt(this.lead + origin.start) })
      }
    }
    return found
  }
}

/** The pairs of a set; Heartbeat wrapped them in <attributes>. */
const pairsOf = (set: XmlElement): XmlElement[] =>
  set.children.flatMap((child) =>
    !(child instanceof XmlElement)
      ? []
      : child.name === 'nvpair'
        ? [child]
        : child.name === 'attributes'
          ? pairsOf(child)
          : [],
  )

function tagEnd(text: string, lead: number, element: XmlElement): number {
  const end = text.indexOf('>', lead + element.start)
  return end < 0 ? element.end : end + 1 - lead
}
