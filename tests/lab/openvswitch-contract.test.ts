import { afterAll, beforeAll } from 'vitest'
import { applySteps, basisOf, type Snapshot } from '../../core/registry/snapshot'
import { err } from '../../core/result'
import { closeFabrics, openFabric } from '../../fabrics/catalogue'
import type { Fabric } from '../../fabrics/fabric'
import { describeFabric } from '../support/fabric-contract'
import { type Lab, startLab } from '../support/lab-script'

const MACS = ['00:16:3e:0a:5c:f1', '00:16:3e:12:2f:48'] as const
let lab: Lab
let held: Snapshot

beforeAll(() => {
  lab = startLab('openvswitch.sh', 'q')
  const guests = ['vmA', 'vmB'].map((name) => ({ name, hostname: null, host: null }))
  held = {
    revision: '',
    vpc: { name: 'prod', cidrs: ['172.17.0.0/16'], vni: null },
    subnets: [{ name: 'db', cidr: '172.17.16.0/20', gateway: null }],
    hosts: [],
    guests,
    nics: MACS.map((mac, i) => ({
      guest: `vm${'AB'[i]}`,
      name: 'eth0',
      mac,
      subnet: 'db',
      bridge: null,
      ofport: null,
      port: '',
    })),
    registrations: MACS.map((mac, i) => ({ mac, kind: 'primary', address: `172.17.20.${29 + i}` })),
    havips: [],
  }
})
afterAll(async () => {
  await closeFabrics()
  lab.stop()
})

async function open(name: string, collector: string): Promise<Fabric> {
  const fabric = await openFabric({
    kind: 'openvswitch',
    name,
    endpoint: 'hvA hvB',
    secret: '',
    options: { collector },
  })
  if (!fabric) throw new Error('no such kind')
  return keeping(fabric)
}

/** The fabric with a registry beside it, as the server keeps one: written when the hosts took the change, else not. */
function keeping(fabric: Fabric): Fabric {
  return {
    capabilities: fabric.capabilities,
    readSnapshots: () => fabric.readSnapshots(held),
    readHost: (host) => fabric.readHost(host),
    formatSteps: (steps, seen) => fabric.formatSteps(steps, seen),
    close: () => fabric.close(),
    applySteps: async (steps, seen) => {
      const now = await fabric.readSnapshots(held)
      if (!now.ok) return now
      const [current] = now.value
      if (!current || basisOf(current, steps) !== basisOf(seen, steps))
        return err({ kind: 'conflict', reason: 'it was changed meanwhile' })
      const applied = await fabric.applySteps(steps, current)
      if (applied.ok) held = applySteps(held, steps)
      return applied
    },
  }
}

describeFabric('plain Open vSwitch', () => ({
  open: () => open('rack', `local:${lab.home}/{host}`),
  openNowhere: () => open('nowhere', 'local:/nowhere'),
  macs: MACS,
  free: ['172.17.20.39', '172.17.20.50', '172.17.20.60'],
  change: async (address) => {
    held = applySteps(held, [{ op: 'register', registration: { mac: MACS[0], kind: 'secondary', address } }])
  },
}))
