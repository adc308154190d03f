import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { basisOf, type RegistryStep, type Snapshot } from '../../../core/registry/snapshot'
import type { Result } from '../../../core/result'
import type { FabricAddress, FabricError } from '../../../fabrics/fabric'
import { openNeutron } from '../../../fabrics/neutron/fabric'
import { catalogueOf, FakeCloud, neutronError, SECRET } from './fake-cloud'

let cloud: FakeCloud
const address = (
  options: Record<string, string> = { auth: 'none' },
  more: Partial<FabricAddress> = {},
): FabricAddress => ({
  kind: 'neutron',
  name: 'cloud',
  endpoint: options.auth === 'none' ? cloud.url : `${cloud.url}/identity/v3`,
  secret: options.auth === 'none' ? '' : SECRET,
  options,
  ...more,
})
const PASSWORD = { auth: 'password', user: 'rollcall', project: 'lab' }
const must = <T>(result: Result<T, FabricError>): T => {
  if (result.ok) return result.value
  throw new Error(`${result.error.kind}: ${result.error.reason}`)
}
const told = (result: Result<unknown, FabricError>): FabricError => {
  if (result.ok) throw new Error('it was not refused')
  return result.error
}
const read = async (fabric: ReturnType<typeof openNeutron>): Promise<Snapshot> => {
  const [snapshot] = must(await fabric.readSnapshots())
  if (!snapshot) throw new Error('no VPC')
  return snapshot
}
const MACS = ['fa:16:3e:00:00:10', 'fa:16:3e:00:00:11'] as const
const VIP = '172.17.20.39'
const register = (to = VIP, mac: string = MACS[0]): RegistryStep => ({
  op: 'register',
  registration: { mac, kind: 'secondary', address: to },
})
const pairs = (id: string) =>
  ((cloud.ports.get(id)?.allowed_address_pairs ?? []) as { ip_address: string }[]).map((pair) => pair.ip_address)
const written = () => cloud.asked.filter(({ method }) => method !== 'GET')

beforeEach(async () => {
  cloud = new FakeCloud()
  await cloud.start()
  cloud.addPort('a')
  cloud.addPort('b')
})
afterEach(() => cloud.stop())

describe('who we are to Keystone', () => {
  beforeEach(() => {
    cloud.catalogue = catalogueOf({ north: `${cloud.url}/v2.0/` })
  })

  it('a user with a password, scoped to a project; the region is the only one', async () => {
    must(await openNeutron(address(PASSWORD)).readSnapshots())
    const [login, ...others] = cloud.asked
    expect(login?.body).toEqual({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'rollcall', domain: { name: 'Default' }, password: SECRET } },
        },
        scope: { project: { name: 'lab', domain: { name: 'Default' } } },
      },
    })
    expect(new Set(others.map(({ headers }) => headers['x-auth-token']))).toEqual(new Set(['token-1']))
  })

  it('an application credential, which has its scope with it', async () => {
    must(await openNeutron(address({ auth: 'application-credential', user: 'c0ffee' })).readSnapshots())
    expect(cloud.asked[0]?.body).toEqual({
      auth: {
        identity: {
          methods: ['application_credential'],
          application_credential: { id: 'c0ffee', secret: SECRET },
        },
      },
    })
  })

  it('asks for another token when one is refused, once', async () => {
    const fabric = openNeutron(address(PASSWORD))
    must(await fabric.readSnapshots())
    cloud.tokens.clear() // revoked
    must(await fabric.readSnapshots())
    expect(cloud.logins).toBe(2)
    cloud.instead = ({ path }) =>
      path.startsWith('/v2.0/') ? { status: 401, body: { error: { message: 'no more' } } } : undefined
    const refused = told(await fabric.readSnapshots())
    expect(refused).toEqual({ kind: 'refused', reason: 'Neutron does not accept the credentials: no more' })
    expect(cloud.logins).toBe(3)
  })

  it('asks for another token before one ends', async () => {
    const fabric = openNeutron(address(PASSWORD))
    cloud.instead = ({ path }) =>
      path.endsWith('/auth/tokens')
        ? {
            status: 201,
            headers: { 'x-subject-token': `short-${cloud.tokens.add(`short-${++cloud.logins}`) && cloud.logins}` },
            body: { token: { expires_at: new Date(Date.now() + 5_000).toISOString(), catalog: cloud.catalogue } },
          }
        : undefined
    must(await fabric.readSnapshots())
    const before = cloud.logins
    must(await fabric.readSnapshots())
    expect(cloud.logins).toBeGreaterThan(before)
    expect(
      cloud.asked.filter(({ path }) => path.startsWith('/v2.0/')).every(({ headers }) => headers['x-auth-token']),
    ).toBe(true)
  })

  it('a wrong secret is said to be wrong, and is not repeated', async () => {
    const error = told(await openNeutron(address(PASSWORD, { secret: 'hunter2' })).readSnapshots())
    expect(error.kind).toBe('refused')
    expect(error.reason).toContain('Keystone does not accept the credentials')
    expect(error.reason).not.toContain('hunter2')
  })

  it.each([
    [
      'several regions and none named',
      { north: 'http://a', south: 'http://b' },
      {},
      'Name the region: the network service is in north, south.',
    ],
    [
      'a region that is not there',
      { north: 'http://a' },
      { region: 'west' },
      'There is no network service in region west: it is in north.',
    ],
    ['no network service', {}, {}, "Keystone's catalogue has no public endpoint of a network service."],
  ])('%s', async (_name, urls, options, reason) => {
    cloud.catalogue = catalogueOf(urls)
    expect(told(await openNeutron(address({ ...PASSWORD, ...options })).readSnapshots())).toEqual({
      kind: 'invalid',
      reason,
    })
  })

  it.each([
    ['no URL', { endpoint: 'cloud.example' }, PASSWORD, 'no http or https URL'],
    ['credentials in a URL', { endpoint: 'https://me:secret@cloud.example/v3' }, PASSWORD, 'carries no credentials'],
    ['no secret', { secret: '' }, PASSWORD, 'Credentials are missing'],
    ['no project', {}, { auth: 'password', user: 'me' }, 'The project is missing'],
    ['a login that is none', {}, { auth: 'token', user: 'me' }, 'token is no way to log in'],
  ])('is refused before anything is sent: %s', (_name, more, options, reason) => {
    expect(() => openNeutron(address(options, more))).toThrow(reason)
    expect(cloud.asked).toEqual([])
  })
})

describe('what is read', () => {
  it('has pages, by the last item and not by the link, which may name the inside of a cloud', async () => {
    for (const id of ['c', 'd', 'e']) cloud.addPort(id)
    cloud.pageItems = 2
    expect((await read(openNeutron(address()))).nics.map((nic) => nic.name).sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
    const ports = cloud.asked.filter(({ path }) => path === '/v2.0/ports')
    expect(ports.map(({ query }) => query.get('marker'))).toEqual([null, 'b', 'd'])
    expect(ports[0]?.query.getAll('fields')).toContain('allowed_address_pairs')
  })

  it('ends when a server turns in a circle', async () => {
    cloud.instead = ({ path }) =>
      path === '/v2.0/ports' ? { body: { ports: [cloud.ports.get('a')], ports_links: [{ rel: 'next' }] } } : undefined
    expect(told(await openNeutron(address()).readSnapshots()).reason).toBe('its list of ports goes in a circle')
  })

  it('leaves out what these credentials may not see, and nothing else', async () => {
    expect((await read(openNeutron(address()))).hosts.map((host) => host.name)).toEqual(['hvA'])
    cloud.instead = ({ path }) =>
      path === '/v2.0/ports' ? neutronError(403, 'PolicyNotAuthorized', 'not for you') : undefined
    expect(told(await openNeutron(address()).readSnapshots())).toEqual({
      kind: 'refused',
      reason: "Neutron's policy does not allow it to these credentials: not for you",
    })
  })

  it.each([
    ['not JSON', { text: '<html>Bad gateway</html>' }, 'invalid', 'its list of ports is not understood'],
    ['another shape', { body: { ports: 'none' } }, 'invalid', 'its list of ports is not understood'],
    [
      'a port without a network',
      { body: { ports: [{ id: 'x', name: '' }] } },
      'invalid',
      'its ports are not understood',
    ],
    ['a port with an address that is none', 'bad-address', 'invalid', 'this is no IP address: "172.17.20.300"'],
    ['a page of a proxy', { status: 502, text: '<html>' }, 'unreachable', '/v2.0/ports answered 502'],
    ['nothing there', { status: 404, text: '' }, 'invalid', '/v2.0/ports is not there'],
    [
      'elsewhere',
      { status: 301, headers: { location: 'https://x/' } },
      'invalid',
      'redirects to https://x/: give that address',
    ],
    ['too many requests', { status: 429, text: '' }, 'unreachable', 'answered 429'],
  ])('says what was answered instead: %s', async (_name, answer, kind, reason) => {
    const bad = { ...cloud.ports.get('a'), fixed_ips: [{ subnet_id: 'sub-1', ip_address: '172.17.20.300' }] }
    cloud.instead = ({ path }) =>
      path === '/v2.0/ports' ? (answer === 'bad-address' ? { body: { ports: [bad] } } : (answer as object)) : undefined
    const error = told(await openNeutron(address()).readSnapshots())
    expect(error.kind).toBe(kind)
    expect(error.reason).toContain(reason)
  })

  it('does not wait for ever, nor take more than it may hold', async () => {
    const limits = { msMax: 200, bytesMax: 2_000 }
    cloud.instead = ({ path }) => (path === '/v2.0/ports' ? { delayMs: 2_000, body: {} } : undefined)
    const slow = told(await openNeutron(address(), limits).readSnapshots())
    expect(slow).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('did not answer within 0.2 s') })
    cloud.instead = ({ path }) => (path === '/v2.0/ports' ? { text: ' '.repeat(5_000) } : undefined)
    const large = told(await openNeutron(address(), limits).readSnapshots())
    expect(large).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('more than 2000 bytes') })
  })
})

describe('what is written', () => {
  it('a pair beside those of others, at the revision that was read', async () => {
    cloud.change('a', { allowed_address_pairs: [{ ip_address: '10.0.0.0/8', mac_address: MACS[0] }] })
    const fabric = openNeutron(address())
    const { note } = must(await fabric.applySteps([register()], await read(fabric)))
    expect(note).toContain('at the revision that was read')
    expect(pairs('a')).toEqual(['10.0.0.0/8', VIP])
    expect(
      written().map(({ headers, body }) => [headers['if-match'], Object.keys((body as { port: object }).port)]),
    ).toEqual([['revision_number=2', ['allowed_address_pairs']]])
  })

  it('nothing when somebody changed the port since it was seen', async () => {
    const fabric = openNeutron(address())
    const seen = await read(fabric)
    cloud.change('a', { allowed_address_pairs: [{ ip_address: '172.17.20.77', mac_address: MACS[0] }] })
    expect(told(await fabric.applySteps([register()], seen)).kind).toBe('conflict')
    expect(written()).toEqual([])
  })

  it('nothing when somebody changes the port between our look and our write', async () => {
    const fabric = openNeutron(address())
    const seen = await read(fabric)
    cloud.instead = ({ method }) => {
      if (method === 'PUT') cloud.change('a', { allowed_address_pairs: [{ ip_address: '172.17.20.77' }] })
      return undefined
    }
    expect(told(await fabric.applySteps([register()], seen))).toEqual({
      kind: 'conflict',
      reason: 'somebody changed port a since it was read',
    })
    expect(pairs('a')).toEqual(['172.17.20.77'])
  })

  it('again when only the status changed between our look and our write', async () => {
    const fabric = openNeutron(address())
    const seen = await read(fabric)
    let left = 2
    cloud.instead = ({ method }) => {
      if (method === 'PUT' && left-- > 0) cloud.change('a', { status: left === 1 ? 'DOWN' : 'ACTIVE' })
      return undefined
    }
    must(await fabric.applySteps([register()], seen))
    expect(pairs('a')).toEqual([VIP])
    expect(written()).toHaveLength(3)
  })

  it('looks just before where a server compares no revisions', async () => {
    cloud.extensions = ['allowed-address-pairs']
    const fabric = openNeutron(address())
    const { note } = must(await fabric.applySteps([register()], await read(fabric)))
    expect(note).toContain('read again just before')
    expect(written()[0]?.headers['if-match']).toBeUndefined()
    expect(cloud.asked.at(-2)).toMatchObject({ method: 'GET', path: '/v2.0/ports/a' })
  })

  it.each([
    [
      400,
      'AllowedAddressPairExhausted',
      'exceeds the maximum 10',
      'the limit of allowed address pairs of a port (max_allowed_address_pair) is reached: exceeds the maximum 10',
    ],
    [409, 'OverQuota', 'Quota exceeded for port', 'the quota of the project is reached: Quota exceeded for port'],
    [
      403,
      'PolicyNotAuthorized',
      'rule:update_port',
      "Neutron's policy does not allow it to these credentials: rule:update_port",
    ],
    [400, 'HTTPBadRequest', 'not valid', 'Neutron answered 400 HTTPBadRequest: not valid'],
    [409, 'PortInUse', 'in use', 'Neutron answered 409 PortInUse: in use'],
  ])('a refusal is shown as such: %i %s', async (status, type, message, reason) => {
    const fabric = openNeutron(address())
    const seen = await read(fabric)
    cloud.instead = ({ method }) => (method === 'PUT' ? neutronError(status, type, message) : undefined)
    expect(told(await fabric.applySteps([register()], seen))).toEqual({ kind: 'refused', reason })
  })

  it('asks the port what came of it when the answer is lost', async () => {
    const fabric = openNeutron(address(), { msMax: 300, bytesMax: 1_000_000 })
    const seen = await read(fabric)
    cloud.instead = ({ method, body }) => {
      if (method !== 'PUT') return undefined
      cloud.change('a', (body as { port: Record<string, unknown> }).port)
      return { delayMs: 1_000, body: {} }
    }
    must(await fabric.applySteps([register()], seen))
    expect(pairs('a')).toEqual([VIP])
    cloud.instead = ({ method }) => (method === 'PUT' ? { delayMs: 1_000, body: {} } : undefined)
    const lost = told(await fabric.applySteps([register('172.17.20.40')], await read(fabric)))
    expect(lost).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('the port is as it was') })
  })

  it('all ports or none: what was done before a refusal is taken back', async () => {
    const fabric = openNeutron(address())
    const seen = await read(fabric)
    const havip = { name: 'vip', address: VIP, subnet: 'guests', members: [...MACS] }
    const steps: RegistryStep[] = [
      { op: 'create-havip', havip },
      ...MACS.map((mac): RegistryStep => ({ op: 'register', registration: { mac, kind: 'havip', address: VIP } })),
    ]
    cloud.instead = ({ method, path }) =>
      method === 'PUT' && path.endsWith('/b') ? neutronError(409, 'OverQuota', 'enough') : undefined
    expect(told(await fabric.applySteps(steps, seen)).kind).toBe('refused')
    expect(written().map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v2.0/ports',
      'PUT /v2.0/ports/a',
      'PUT /v2.0/ports/b',
      'PUT /v2.0/ports/a',
      'DELETE /v2.0/ports/made-2',
    ])
    expect([pairs('a'), pairs('b'), cloud.ports.size]).toEqual([[], [], 2])
    expect(basisOf(await read(fabric), steps)).toBe(basisOf(seen, steps))
  })

  it('says what stayed when that fails too', async () => {
    const fabric = openNeutron(address())
    const seen = await read(fabric)
    const steps = [register(VIP, MACS[0]), register(VIP, MACS[1])]
    let puts = 0
    cloud.instead = ({ method }) => (method === 'PUT' && ++puts > 1 ? neutronError(403, 'x', 'no') : undefined)
    expect(told(await fabric.applySteps(steps, seen)).reason).toContain(
      'what was done before could not be taken back: port a (',
    )
  })
})
