import { afterAll, beforeAll } from 'vitest'
import { closeFabrics, openFabric } from '../../fabrics/catalogue'
import type { Fabric } from '../../fabrics/fabric'
import { describeFabric } from '../support/fabric-contract'
import { type OvnLab, startOvnLab } from '../support/ovn-lab'

let lab: OvnLab
const open = async (name: string, endpoint: string, options: OvnLab['options']): Promise<Fabric> => {
  const fabric = await openFabric({ kind: 'ovn', name, endpoint, secret: '', options })
  if (!fabric) throw new Error('the catalogue has no OVN')
  return fabric
}

beforeAll(() => {
  lab = startOvnLab()
})
afterAll(async () => {
  await closeFabrics()
  lab.stop()
})

describeFabric('OVN', () => ({
  open: () => open('every', lab.northbound, lab.options),
  openNowhere: () => open('nowhere', 'tcp:127.0.0.1:1', { southbound: 'tcp:127.0.0.1:1' }),
  macs: ['00:16:3e:0a:5c:f1', '00:16:3e:33:44:55'],
  free: ['172.17.20.60', '172.17.20.61', '172.17.20.62'],
  change: async (address) => {
    lab.run('nbctl', 'lsp-set-port-security', 'vmA', `00:16:3e:0a:5c:f1 172.17.20.29 ${address}`)
  },
}))
