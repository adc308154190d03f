import { LineLog } from '../../../guest/capture'
import { formatIp, parseIp } from '../../../ip/ip'
import { parseMac } from '../../../ip/mac'
import { parsePrefix } from '../../../ip/prefix'
import { type Line, spanOf } from '../../../text/lines'
import { plainAddress } from '../cloud/plain-port'
import type { ExportDocument, ExportFormat } from '../export-format'
import { type ExportedPort, NOTHING_EXPORTED } from '../exported-port'
import { type OvsdbAtom, readOvsdbText, unquote } from './ovsdb-value'
import { type PortAddresses, readPortAddresses } from './port-addresses'

type SwitchPort = PortAddresses & {
  name: string
  aka: string | null
  type: string | null
  tag: number | null
  parent: string | null
  routerPort: string | null
  line: Line
}
type Switch = { id: string; name: string; aka: string | null; ports: SwitchPort[] }
type Network = { address: string; prefixLength: number | null }
type RouterPort = { name: string; mac: string | null; networks: Network[] }
type Router = { id: string; name: string; aka: string | null; ports: RouterPort[] }

const HEAD = /^(switch|router) "?([0-9a-fA-F-]{6,36})"? ?(\(.*\))?$/

/**
 * Logical switches and routers as `ovn-nbctl show` prints them. It does not print port security.
 *
 *   switch 761d4fa1-7e05-4ef7-8490-ad8bef3730a5 (neutron-9ef7a9de) (aka vpc-1)
 *       port ed173b37 (aka vmA)
 *           addresses: ["00:16:3e:0a:5c:f1 172.17.20.29"]
 *   router d203080a-ef65-497a-9dc0-2652e68c6cac (lr0)
 *       port lr0-ls0
 *           mac: "00:00:00:00:ff:01"
 *           networks: ["172.17.16.1/20"]
 */
export const ovnNbctlShow: ExportFormat = {
  name: 'ovn-nbctl-show',
  recognises: ({ lines }) => lines.some((line) => HEAD.test(line.text.trim())),
  read: (document) => {
    const { switches, routers, log } = new ShowReader(document).read()
    return {
      ...log.reading(null),
      value: {
        switches: switches.map((one) => ({ ...one, ports: one.ports.map(plainSwitchPort) })),
        routers,
      },
      exported: {
        ...NOTHING_EXPORTED,
        ports: switches.flatMap((one) => one.ports.map((port) => exportSwitchPort(port, one))),
      },
    }
  },
}

const plainSwitchPort = ({ line: _, ...port }: SwitchPort) => ({
  id: null,
  name: port.name,
  switch: null,
  type: port.type,
  macs: port.macs,
  addresses: port.addresses.map(plainAddress),
  unknown: port.unknown,
  dynamic: port.dynamic,
  portSecurity: [],
  up: null,
  aka: port.aka,
  tag: port.tag,
  parent: port.parent,
  routerPort: port.routerPort,
})

/** Nothing is said of what is checked, so nothing is admitted and nothing is denied. */
const exportSwitchPort = (port: SwitchPort, owner: Switch): ExportedPort => ({
  fabric: 'ovn',
  id: port.name,
  name: port.aka ?? port.name,
  role:
    port.type === null ? 'interface' : port.type === 'virtual' ? 'floating' : port.type === 'router' ? 'router' : null,
  mac: port.macs[0] ?? null,
  addresses: port.addresses,
  allowedPairs: [],
  portSecurityEnabled: null,
  sourceDestCheck: null,
  sourceCheck: null,
  admits: [],
  network: owner.aka ?? owner.name,
  subnets: [],
  host: null,
  instance: null,
  publicIps: [],
  status: null,
  isPlanned: false,
  span: spanOf(port.line),
})

class ShowReader {
  private readonly switches: Switch[] = []
  private readonly routers: Router[] = []
  private readonly log = new LineLog()
  private owner: Switch | Router | null = null
  private switchPort: SwitchPort | null = null
  private routerPort: RouterPort | null = null

  constructor(private readonly document: ExportDocument) {}

  read() {
    for (const line of this.document.lines) if (line.text.trim() !== '') this.take(line)
    return { switches: this.switches, routers: this.routers, log: this.log }
  }

  private take(line: Line): void {
    const text = line.text.trim()
    const head = HEAD.exec(text)
    if (head) return this.openOwner(line, head[1] === 'switch', head[2] ?? '', head[3] ?? '')
    if (!this.owner) return this.log.unread(line, 'outside of a switch or router')
    if (text.startsWith('port ')) return this.openPort(line, text.slice(5))
    if (text.startsWith('nat ')) {
      this.switchPort = null
      this.routerPort = null
      return this.log.known(line, 'address translation')
    }
    const colon = text.indexOf(': ')
    const key = colon < 0 ? text.replace(/:$/, '') : text.slice(0, colon)
    const start = line.start + line.text.indexOf(text) + (colon < 0 ? text.length : colon + 2)
    const value = readOvsdbText(this.document.text, start, line.start + line.text.length)
    if (this.switchPort) this.ofSwitchPort(line, this.switchPort, key, value.atoms)
    else if (this.routerPort) this.ofRouterPort(line, this.routerPort, key, value.atoms)
    else this.log.known(line, key)
  }

  private openOwner(line: Line, isSwitch: boolean, id: string, rest: string): void {
    const { name, aka } = readNames(rest.startsWith('(') ? rest.slice(1) : rest, ')')
    const owner = { id, name, aka, ports: [] }
    if (isSwitch) this.switches.push(owner)
    else this.routers.push(owner)
    this.owner = owner
    this.switchPort = null
    this.routerPort = null
    this.log.fact(line, isSwitch ? 'switch' : 'router')
  }

  private openPort(line: Line, rest: string): void {
    const { name, aka } = readNames(rest, '')
    const empty = { macs: [], addresses: [], unknown: false, dynamic: false }
    if (this.switches.at(-1) === this.owner) {
      this.routerPort = null
      this.switchPort = { ...empty, name, aka, type: null, tag: null, parent: null, routerPort: null, line }
      this.switches.at(-1)?.ports.push(this.switchPort)
    } else {
      this.switchPort = null
      this.routerPort = { name, mac: null, networks: [] }
      this.routers.at(-1)?.ports.push(this.routerPort)
    }
    this.log.fact(line, 'port')
  }

  private ofSwitchPort(line: Line, port: SwitchPort, key: string, atoms: readonly OvsdbAtom[]): void {
    const first = atoms[0]?.text ?? null
    if (key === 'addresses') Object.assign(port, readPortAddresses(atoms, this.log.problems))
    else if (key === 'type') port.type = first
    else if (key === 'parent') port.parent = first
    else if (key === 'router-port') port.routerPort = first
    else if (key === 'tag') port.tag = first !== null && /^\d{1,5}$/.test(first) ? Number(first) : null
    else return this.log.unread(line, 'no attribute of a switch port')
    this.log.fact(line, key)
  }

  private ofRouterPort(line: Line, port: RouterPort, key: string, atoms: readonly OvsdbAtom[]): void {
    if (key === 'mac') port.mac = parseMac(atoms[0]?.text ?? '')
    else if (key === 'networks') {
      for (const { text, span } of atoms) {
        const ip = parseIp(text.split('/')[0] ?? '')
        const prefixLength = text.includes('/') ? (parsePrefix(text)?.length ?? null) : null
        if (ip) port.networks.push({ address: formatIp(ip), prefixLength })
        else this.log.problems.push({ span, reason: 'this is no network of a router port', text })
      }
    } else return this.log.known(line, key)
    this.log.fact(line, key)
  }
}

/** `NAME` and `NAME (aka ALIAS)`; inside parentheses the name ends with `close`. */
function readNames(rest: string, close: string): { name: string; aka: string | null } {
  const text = rest.trim()
  const at = text.endsWith(')') ? text.lastIndexOf(`${close} (aka `) : -1
  const name = at < 0 ? (close !== '' && text.endsWith(close) ? text.slice(0, -1) : text) : text.slice(0, at)
  const aka = at < 0 ? null : text.slice(at + close.length + 6, -1)
  return { name: unquote(name), aka: aka === null || aka === '' ? null : unquote(aka) }
}
