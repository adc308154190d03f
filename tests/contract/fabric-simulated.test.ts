import { afterAll, beforeAll } from 'vitest'
import { closeFabrics, openFabric } from '../../fabrics/catalogue'
import type { Fabric } from '../../fabrics/fabric'
import { DEMO_COUNTERS, DEMO_SNAPSHOT } from '../../server/jobs/demo-world'
import { describeFabric } from '../support/fabric-contract'
import { startSimulatedFabric } from '../support/simulated-fabric'

const NAME = 'every'
let process_: Awaited<ReturnType<typeof startSimulatedFabric>>
const open = async (name: string, endpoint: string): Promise<Fabric> => {
  const fabric = await openFabric({ kind: 'simulated', name, endpoint, secret: 'test-token', options: {} })
  if (!fabric) throw new Error('the catalogue has no simulated fabric')
  return fabric
}

beforeAll(async () => {
  process_ = await startSimulatedFabric()
  await process_.put(NAME, { snapshot: DEMO_SNAPSHOT, counters: DEMO_COUNTERS })
})
afterAll(async () => {
  await closeFabrics()
  await process_.stop()
})

describeFabric('The simulated fabric', () => ({
  open: () => open(NAME, process_.url),
  openNowhere: () => open('nowhere', 'http://127.0.0.1:1'),
  macs: ['00:16:3e:0a:5c:f1', '00:16:3e:12:2f:48'],
  free: ['172.17.20.60', '172.17.20.61', '172.17.20.62'],
  change: async (address) => {
    const { revision } = (await (await process_.put(`${NAME}/snapshot`, undefined, 'GET')).json()) as {
      revision: string
    }
    const registration = { mac: '00:16:3e:0a:5c:f1', kind: 'secondary', address }
    await process_.put(`${NAME}/steps`, { revision, steps: [{ op: 'register', registration }] }, 'POST')
  },
}))
