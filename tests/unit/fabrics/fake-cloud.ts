import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a request was, as a test looks at it. */
export type Asked = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}
type Answer = { status?: number; headers?: Record<string, string>; body?: unknown; text?: string; delayMs?: number }
type Port = Record<string, unknown> & { id: string; revision_number: number }
export const SECRET = 'correct horse battery staple'

/**
 * A cloud of one Keystone (v3) and one Neutron (v2.0) on loopback, that answers as their documentation says: tokens end,
 * lists have pages, a port is written at the revision that If-Match names.
 */
export class FakeCloud {
  readonly asked: Asked[] = []
  readonly ports = new Map<string, Port>()
  networks = [{ id: 'net-1', name: 'lab', tags: [] as string[] }]
  subnets = [{ id: 'sub-1', name: 'guests', network_id: 'net-1', cidr: '172.17.16.0/20', gateway_ip: '172.17.16.1' }]
  routers: { id: string; name: string }[] = []
  pageItems = 100
  extensions = ['allowed-address-pairs', 'revision-if-match']
  catalogue: unknown = null
  tokens = new Set<string>()
  logins = 0
  /** Answers a request instead of the cloud; undefined lets it through. */
  instead: (asked: Asked) => Answer | undefined = () => undefined
  private readonly server: Server = createServer((request, response) => void this.handle(request, response))

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
  }
  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  addPort(id: string, more: Record<string, unknown> = {}): void {
    this.ports.set(id, {
      id,
      name: '',
      network_id: 'net-1',
      mac_address: `fa:16:3e:00:00:${String(this.ports.size + 10)}`,
      device_id: `vm-${id}`,
      device_owner: 'compute:nova',
      fixed_ips: [{ subnet_id: 'sub-1', ip_address: `172.17.20.${this.ports.size + 10}` }],
      allowed_address_pairs: [],
      port_security_enabled: true,
      'binding:host_id': 'hvA',
      status: 'ACTIVE',
      ...more,
      revision_number: 1,
    })
  }
  /** Somebody else writes a port: its revision grows. */
  change(id: string, fields: Record<string, unknown>): void {
    const port = this.ports.get(id)
    if (port) this.ports.set(id, { ...port, ...fields, revision_number: port.revision_number + 1 })
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.url)
    let text = ''
    for await (const chunk of request) text += chunk
    const asked: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: text === '' ? null : JSON.parse(text),
    }
    this.asked.push(asked)
    const { status = 200, headers, body, text: raw, delayMs } = this.instead(asked) ?? this.answer(asked)
    if (delayMs) await new Promise((resolve) => setTimeout(resolve, delayMs))
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(raw ?? (body === undefined ? '' : JSON.stringify(body)))
  }

  private answer(asked: Asked): Answer {
    if (asked.path === '/identity/v3/auth/tokens') return this.logIn(asked)
    if (!asked.path.startsWith('/v2.0/')) return { status: 404, text: '<html>nothing here</html>' }
    const token = asked.headers['x-auth-token']
    if (this.catalogue !== null && !this.tokens.has(String(token)))
      return {
        status: 401,
        body: { error: { code: 401, title: 'Unauthorized', message: 'The request needs a token.' } },
      }
    const [collection = '', id] = asked.path.slice('/v2.0/'.length).split('/')
    if (collection === 'extensions') return { body: { extensions: this.extensions.map((alias) => ({ alias })) } }
    if (collection === 'ports' && asked.method === 'POST') return this.make(asked)
    if (collection === 'ports' && id !== undefined) return this.onPort(asked, id)
    if (collection === 'agents')
      return neutronError(403, 'PolicyNotAuthorized', 'rule:get_agent is disallowed by policy')
    const lists: Record<string, { id: string }[]> = {
      networks: this.networks,
      subnets: this.subnets,
      routers: this.routers,
      ports: [...this.ports.values()].filter((port) => matches(port, asked.query)),
    }
    const items = lists[collection]
    return items
      ? { body: this.page(collection, items, asked.query) }
      : neutronError(404, 'HTTPNotFound', 'no such collection')
  }

  /** Pages as the API guide has them, with links as a proxy's backend would write them. */
  private page(collection: string, items: { id: string }[], query: URLSearchParams) {
    const from = items.findIndex((item) => item.id === query.get('marker')) + 1
    const shown = items.slice(from, from + Math.min(this.pageItems, Number(query.get('limit') ?? this.pageItems)))
    const isLast = from + shown.length >= items.length
    const links = isLast
      ? []
      : [{ rel: 'next', href: `http://neutron.internal:9696/v2.0/${collection}?marker=${shown.at(-1)?.id}` }]
    return { [collection]: shown, [`${collection}_links`]: links }
  }

  private logIn(asked: Asked): Answer {
    const text = JSON.stringify(asked.body)
    if (!text.includes(SECRET))
      return {
        status: 401,
        body: {
          error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
        },
      }
    const token = `token-${++this.logins}`
    this.tokens.add(token)
    const expires_at = new Date(Date.now() + 3_600_000).toISOString()
    return {
      status: 201,
      headers: { 'x-subject-token': token },
      body: { token: { expires_at, catalog: this.catalogue } },
    }
  }

  private make(asked: Asked): Answer {
    const { port } = asked.body as { port: Record<string, unknown> }
    const id = `made-${this.ports.size}`
    this.addPort(id, { device_id: '', device_owner: '', 'binding:host_id': '', ...port })
    return { status: 201, body: { port: this.ports.get(id) } }
  }

  private onPort(asked: Asked, id: string): Answer {
    const port = this.ports.get(id)
    if (!port) return neutronError(404, 'PortNotFound', `Port ${id} could not be found.`)
    if (asked.method === 'GET') return { body: { port } }
    const wanted = /^revision_number=(\d+)$/.exec(asked.headers['if-match'] ?? '')?.[1]
    if (wanted !== undefined && Number(wanted) !== port.revision_number)
      return neutronError(
        412,
        'HTTPPreconditionFailed',
        `Constrained to ${wanted}, but current revision is ${port.revision_number}`,
      )
    if (asked.method === 'DELETE') {
      this.ports.delete(id)
      return { status: 204 }
    }
    this.change(id, (asked.body as { port: Record<string, unknown> }).port)
    return { body: { port: this.ports.get(id) } }
  }
}

export const neutronError = (status: number, type: string, message: string): Answer => ({
  status,
  body: { NeutronError: { type, message, detail: '' } },
})

function matches(port: Port, query: URLSearchParams): boolean {
  const id = query.get('id')
  const address = query.get('fixed_ips')?.replace('ip_address=', '')
  const held = (port.fixed_ips as { ip_address: string }[]).map((one) => one.ip_address)
  return (id === null || id === port.id) && (address === undefined || held.includes(address))
}

/** A catalogue with Neutron at these URLs, by region. */
export const catalogueOf = (urls: Readonly<Record<string, string>>) => [
  { type: 'identity', endpoints: [] },
  {
    type: 'network',
    endpoints: Object.entries(urls).flatMap(([region, url]) => [
      { interface: 'public', region, region_id: region, url },
      { interface: 'internal', region, region_id: region, url: 'http://127.0.0.1:1' },
    ]),
  },
]
