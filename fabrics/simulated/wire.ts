import { z } from 'zod'

/** What the simulated fabric sends and takes, as JSON. */
const registration = z.object({
  mac: z.string(),
  kind: z.enum(['primary', 'secondary', 'allowed-pair', 'havip']),
  address: z.string(),
})
const havip = z.object({
  name: z.string(),
  address: z.string(),
  subnet: z.string(),
  members: z.array(z.string()),
  master: z.string().nullish(),
})

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

/**
 * A failure to provoke, `count` times: refuse changes; answer nothing; take a change and leave the hosts as they were;
 * take it, or its first half, and break off before the answer; take it and answer, and be silent to the next `count` requests.
 */
export const faultWire = z.object({
  kind: z.enum(['refuse', 'down', 'not-programmed', 'cut', 'half', 'silent-after']),
  count: z.number().int().min(0).max(1000),
})
export type Fault = z.output<typeof faultWire>['kind']

/** From whom the fabric hears a HAVIP announced; null: from nobody any more. */
export const heardWire = z.object({ address: z.string(), mac: z.string().nullable() })

/** Packets counted by a rule before the simulation began: key is `host table priority match`. */
export const seedWire = z.object({
  snapshot: snapshotWire,
  counters: z.record(z.string(), z.object({ packets: z.number(), bytes: z.number() })).default({}),
})
export type Seed = z.infer<typeof seedWire>
