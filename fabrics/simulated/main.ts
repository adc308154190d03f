import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { applyWire, faultWire, heardWire, seedWire } from './wire'
import { Worlds } from './world'

/** A fabric for the demo, development and tests: its own process, durable state, spoken to over loopback like any other. */
const BODY_BYTES_MAX = 4 * 1024 * 1024
const worlds = new Worlds(process.env.ROLLCALL_SIM_STATE ?? null)
const token = process.env.ROLLCALL_SIM_TOKEN ?? ''

type Answer = { status: number; body: unknown }
const answer = (status: number, body: unknown): Answer => ({ status, body })
const CUT: Answer = { status: 0, body: null } // the connection ends instead

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > BODY_BYTES_MAX) throw new Error('body too large')
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || 'null')
}

function isAllowed(request: IncomingMessage): boolean {
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return token !== '' && given.length === wanted.length && timingSafeEqual(given, wanted)
}

async function handle(request: IncomingMessage): Promise<Answer> {
  const [room, name = '', verb = '', item = ''] =
    (request.url ?? '').split('?')[0]?.split('/').slice(1).map(decodeURIComponent) ?? []
  if (request.url === '/') return answer(200, { fabric: 'simulated' })
  if (!isAllowed(request)) return answer(401, { error: 'unauthorised' })
  if (room !== 'fabrics' || name === '') return answer(404, { error: 'no such place' })
  const now = Date.now()
  const doing = `${request.method} ${verb}`
  if (doing === 'PUT ') {
    const seed = seedWire.safeParse(await readBody(request))
    if (!seed.success) return answer(422, { error: seed.error.message })
    worlds.seed(name, seed.data, now)
    return answer(200, { revision: seed.data.snapshot.revision })
  }
  if (!worlds.has(name)) return answer(404, { error: `no fabric ${name}` })
  if (doing === 'DELETE ') {
    worlds.remove(name)
    return answer(200, {})
  }
  if (doing === 'POST faults') {
    const fault = faultWire.safeParse(await readBody(request))
    if (!fault.success) return answer(422, { error: fault.error.message })
    worlds.fault(name, fault.data.kind, fault.data.count)
    return answer(200, {})
  }
  if (worlds.isDue(name, 'down')) return answer(503, { error: 'the controller does not answer' })
  if (doing === 'GET snapshot') return answer(200, worlds.snapshot(name))
  if (doing === 'GET flows')
    return answer(200, { dump: worlds.dump(name, item, now), bridge: worlds.bridgeOf(name, item) })
  if (doing === 'POST resync') {
    worlds.resync(name, now)
    return answer(200, {})
  }
  if (doing === 'POST heard') {
    const heard = heardWire.safeParse(await readBody(request))
    if (!heard.success) return answer(422, { error: heard.error.message })
    worlds.hear(name, heard.data.address, heard.data.mac)
    return answer(200, {})
  }
  if (doing === 'POST steps') {
    const wanted = applyWire.safeParse(await readBody(request))
    if (!wanted.success) return answer(422, { error: wanted.error.message })
    const { revision } = worlds.snapshot(name)
    if (wanted.data.revision !== String(revision)) return answer(409, { error: `it is at revision ${revision} now` })
    if (worlds.isDue(name, 'refuse')) return answer(403, { error: 'policy: address quota of this project is used up' })
    const { steps } = wanted.data
    const isHalf = worlds.isDue(name, 'half')
    const taken = worlds.apply(name, isHalf ? steps.slice(0, Math.ceil(steps.length / 2)) : steps, now)
    worlds.fallSilent(name)
    return isHalf || worlds.isDue(name, 'cut') ? CUT : answer(200, { revision: taken })
  }
  return answer(404, { error: 'no such place' })
}

function send(response: ServerResponse, { status, body }: Answer): void {
  if (status === 0) response.destroy()
  else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const server = createServer((request, response) => {
  handle(request).then(
    (result) => send(response, result),
    (error: unknown) => send(response, answer(400, { error: error instanceof Error ? error.message : 'bad request' })),
  )
})
server.listen(Number(process.env.ROLLCALL_SIM_PORT ?? 0), '127.0.0.1', () => {
  const place = server.address()
  process.stderr.write(`Simulated fabric on port ${typeof place === 'object' ? place?.port : place}.\n`)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.close(() => process.exit(0)))
