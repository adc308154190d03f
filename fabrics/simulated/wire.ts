import { z } from 'zod'

/** What the simulated fabric sends and takes, as JSON. */
const registration = z.object({
  mac: z.string(),
  kind: z.enum(['primary', 'secondary', 'allowed-pair', 'havip']),
  address: z.string(),
})
const havip = z.object({ name: z.string(), address: z.string(), subnet: z.string(), members: z.array(z.string()) })

export const snapshotWire = z.object({
  revision: z.coerce.string(),
  vpc: z.object({ name: z.string(), cidrs: z.array(z.string()), vni: z.number().int().nullable() }),
  subnets: z.array(z.object({ name: z.string(), cidr: z.string(), gateway: z.string().nullable() })),
  hosts: z.array(
    z.object({
      name: z.string(),
      managementIp: z.string(),
      bridge: z.string(),
      tunnelPort: z.object({
        ofport: z.number().int(),
        name: z.string(),
        type: z.string(),
        remote: z.string().nullable(),
      }),
    }),
  ),
  guests: z.array(z.object({ name: z.string(), hostname: z.string().nullable(), host: z.string() })),
  nics: z.array(
    z.object({
      guest: z.string(),
      name: z.string(),
      mac: z.string(),
      subnet: z.string(),
      bridge: z.string(),
      ofport: z.number().int(),
      port: z.string(),
    }),
  ),
  registrations: z.array(registration),
  havips: z.array(havip),
})

export const applyWire = z.object({
  revision: z.coerce.string(),
  steps: z.array(
    z.discriminatedUnion('op', [
      z.object({ op: z.enum(['register', 'release']), registration }),
      z.object({ op: z.enum(['create-havip', 'delete-havip']), havip }),
    ]),
  ),
})

/** A failure to provoke, `count` times: refuse changes, answer nothing, or take a change and leave the hosts as they were. */
export const faultWire = z.object({
  kind: z.enum(['refuse', 'down', 'not-programmed']),
  count: z.number().int().min(0).max(1000),
})

/** Packets counted by a rule before the simulation began: key is `host table priority match`. */
export const seedWire = z.object({
  snapshot: snapshotWire,
  counters: z.record(z.string(), z.object({ packets: z.number(), bytes: z.number() })).default({}),
})
export type Seed = z.infer<typeof seedWire>
