import net from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { OvsdbReplica } from '../../../fabrics/protocols/ovsdb/replica'

const PIECES = 12
const EVERY_MS = 60
const PATIENCE_MS = 300 // less than the whole answer takes
const TABLES = { Logical_Switch: ['name'] }
const ANSWER = {
  Logical_Switch: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`u${i}`, { new: { name: `net${i}` } }])),
}

/** A server that answers `list_dbs` at once, and the monitor in pieces or never. */
function startServer(isSilent: boolean): Promise<net.Server> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      for (const text of chunk.toString().split(/(?<=\})(?=\{)/)) {
        const { id, method } = JSON.parse(text)
        if (method === 'list_dbs') socket.write(JSON.stringify({ id, error: null, result: ['OVN_Northbound'] }))
        if (method !== 'monitor' || isSilent) continue
        const answer = JSON.stringify({ id, error: null, result: ANSWER })
        const size = Math.ceil(answer.length / PIECES)
        for (let i = 0; i < PIECES; i++)
          setTimeout(() => socket.write(answer.slice(i * size, (i + 1) * size)), i * EVERY_MS)
      }
    })
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

describe('the first copy of a database', () => {
  const ends: (() => void)[] = []
  afterEach(() => {
    for (const end of ends.splice(0)) end()
  })
  const replicaOf = async (isSilent: boolean) => {
    const server = await startServer(isSilent)
    const { port } = server.address() as net.AddressInfo
    const replica = new OvsdbReplica('OVN_Northbound', TABLES, [{ kind: 'tcp', host: '127.0.0.1', port }], null)
    ends.push(
      () => replica.stop(),
      () => void server.close(),
    )
    return replica
  }

  it('is waited for as long as more of it comes', async () => {
    const tables = await (await replicaOf(false)).read(PATIENCE_MS, PATIENCE_MS)
    expect(tables.get('Logical_Switch')?.size).toBe(50)
  })

  it('is given up when nothing comes', async () => {
    await expect((await replicaOf(true)).read(PATIENCE_MS, PATIENCE_MS)).rejects.toThrow('does not come')
  })
})
