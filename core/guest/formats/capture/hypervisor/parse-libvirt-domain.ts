import { parseXml, XmlElement, XmlError } from '@rgrove/parse-xml'
import { BITS, parseIp } from '../../../../ip/ip'
import { JoinedLines } from '../../../../text/joined-lines'
import type { Line } from '../../../../text/lines'
import { LineLog, type Link, type Reading } from '../../../capture'
import { LinkList } from '../link-list'

/** Whether a text is the XML of one libvirt domain, or of its status file. */
export const isLibvirtDomain = (text: string): boolean =>
  /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[^>]*-->\s*)?(?:<!DOCTYPE[^<]*)?(?:<![^>]*>\s*|\]>\s*)*<dom(?:ain|status)[\s>]/.test(
    text.slice(0, 4000),
  )

/**
 * A libvirt domain's definition (`virsh dumpxml`) names the NICs that the hypervisor gives a guest, and their MACs:
 *
 *     <interface type='network'>
 *       <mac address='52:54:00:0a:5c:f1'/>
 *       <target dev='vnet0'/>
 *       <ip address='172.17.20.29' family='ipv4' prefix='20'/>
 *
 * An address in it is one that a container or a user network shall get: intent. Complete for nothing. Entities that the
 * document defines itself are refused. Source: docs/formatdomain.rst of libvirt.
 */
export function parseLibvirtDomain(lines: readonly Line[]): Reading<Link[]> {
  const log = new LineLog()
  const links = new LinkList()
  const joined = new JoinedLines(lines)
  const root = readRoot(joined, log)
  for (const [index, element] of interfacesOf(root).entries()) readInterface(element, index)
  if (root) for (const line of lines) log.known(line, 'definition')
  return log.reading(links.build({ ipv4: false, ipv6: false }))

  function readInterface(element: XmlElement, index: number): void {
    const name = attribute(element, 'target', 'dev') ?? attribute(element, 'alias', 'name') ?? `net${index}`
    const link = links.open(name)
    const mac = child(element, 'mac')[0]
    if (mac) link.readMac(mac.attributes.address ?? '', note(mac, 'MAC'))
    else note(element, 'interface')
    for (const ip of child(element, 'ip')) {
      const text = ip.attributes.address ?? ''
      const family = parseIp(text)?.family
      const length = Number(ip.attributes.prefix)
      const prefixLength = ip.attributes.prefix && family && length <= BITS[family] ? length : null
      if (!link.readAddress(text, note(ip, 'address'), { prefixLength }))
        log.report(joined.lineAt(ip.start), {
          span: joined.spanOf(ip.start, ip.end),
          reason: 'this is no IP address',
          text: joined.text.slice(ip.start, Math.min(ip.end, ip.start + 80)),
        })
    }
  }

  function note(element: XmlElement, what: string) {
    const line = joined.lineAt(element.start)
    if (line) log.fact(line, what)
    return joined.spanOf(element.start, element.end)
  }
}

function readRoot(joined: JoinedLines, log: LineLog): XmlElement | null {
  try {
    return parseXml(joined.text, { includeOffsets: true }).root
  } catch (error) {
    const at = error instanceof XmlError ? error.pos : 0
    const reason = error instanceof XmlError ? (error.message.split('\n')[0] ?? 'not well formed') : 'nested too deeply'
    for (const line of joined.lines) if (line.text.trim() !== '') log.known(line, 'XML')
    log.report(joined.lineAt(at), {
      span: joined.spanOf(at, at + 1),
      reason: `this XML cannot be read: ${reason}`,
      text: joined.text.slice(at, at + 80),
    })
    return null
  }
}

const child = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((one): one is XmlElement => one instanceof XmlElement && one.name === name)

const attribute = (element: XmlElement, name: string, key: string): string | undefined =>
  child(element, name)[0]?.attributes[key]

/** The interfaces among the devices of the domain, wherever its status file wraps it. */
function interfacesOf(root: XmlElement | null): XmlElement[] {
  const domains = root === null ? [] : root.name === 'domain' ? [root] : child(root, 'domain')
  return domains.flatMap((domain) => child(domain, 'devices').flatMap((devices) => child(devices, 'interface')))
}
