import { describe, expect, it } from 'vitest'
import { basisOf, type RegistryStep, type Snapshot } from '../../core/registry/snapshot'
import type { Result } from '../../core/result'
import type { Fabric, FabricError } from '../../fabrics/fabric'

/** A world that a fabric serves: two guests' interfaces of one subnet, and addresses of it that nobody has. */
export type FabricWorld = {
  readonly open: () => Promise<Fabric>
  readonly macs: readonly [string, string]
  readonly free: readonly [secondary: string, havip: string, other: string]
  /** Somebody else allows the first interface this address, past Rollcall. */
  readonly change: (address: string) => Promise<void>
  /** How the fabric is reached where nothing answers. */
  readonly openNowhere: () => Promise<Fabric>
}

/** The value of a call that has to succeed. */
function must<T>(result: Result<T, FabricError>): T {
  if (result.ok) return result.value
  throw new Error(`${result.error.kind}: ${result.error.reason}`)
}

/** What the port promises, asked of whatever fabric: what is read, written, read back, refused and undone. */
export function describeFabric(name: string, worldOf: () => FabricWorld): void {
  const read = async (fabric: Fabric): Promise<Snapshot> => {
    const snapshots = must(await fabric.readSnapshots())
    const [mac] = worldOf().macs
    const found = snapshots.find((one) => one.nics.some((nic) => nic.mac === mac))
    if (!found) throw new Error(`no VPC has ${mac}`)
    return found
  }
  const allowed = (snapshot: Snapshot, mac: string) =>
    snapshot.registrations.filter((one) => one.mac === mac).map((one) => one.address)
  const register = (address: string, mac = worldOf().macs[0]): RegistryStep => ({
    op: 'register',
    registration: { mac, kind: 'secondary', address },
  })
  const release = async (fabric: Fabric, address: string, mac = worldOf().macs[0]) => {
    const seen = await read(fabric)
    const held = seen.registrations.find((one) => one.mac === mac && one.address === address)
    if (!held) throw new Error(`${address} is not registered`)
    return fabric.applySteps([{ op: 'release', registration: held }], seen)
  }

  describe(`${name}, as every fabric`, () => {
    it('serves snapshots whose parts fit together', async () => {
      const fabric = await worldOf().open()
      for (const one of must(await fabric.readSnapshots())) {
        const subnets = new Set(one.subnets.map((subnet) => subnet.name))
        const guests = new Map(one.guests.map((guest) => [guest.name, guest]))
        const hosts = new Set(one.hosts.map((host) => host.name))
        const macs = new Set(one.nics.map((nic) => nic.mac))
        expect(subnets.size).toBe(one.subnets.length)
        expect(macs.size).toBe(one.nics.length)
        for (const nic of one.nics) {
          expect([...subnets]).toContain(nic.subnet)
          expect([...guests.keys()]).toContain(nic.guest)
          const host = guests.get(nic.guest)?.host ?? null
          if (host !== null) expect([...hosts]).toContain(host)
        }
        for (const { mac } of one.registrations) expect([...macs]).toContain(mac)
        for (const havip of one.havips) for (const mac of havip.members) expect([...macs]).toContain(mac)
      }
    })

    it('names a state by its revision: unchanged it is the same', async () => {
      const fabric = await worldOf().open()
      expect((await read(fabric)).revision).toBe((await read(fabric)).revision)
    })

    it('shows flow tables of every host that it names, with the bridge of the interfaces', async () => {
      const fabric = await worldOf().open()
      const snapshot = await read(fabric)
      for (const host of snapshot.hosts) {
        const reading = must(await fabric.readHost(host.name))
        expect(reading?.tables.map((table) => table.bridge)).toContain(host.bridge)
        expect(reading?.tables[0]?.dump).toContain('actions=')
      }
    })

    it('registers an address, reads it back, and releases it again', async () => {
      const { open, macs, free } = worldOf()
      const fabric = await open()
      const before = await read(fabric)
      must(await fabric.applySteps([register(free[0])], before))
      const after = await read(fabric)
      expect(after.revision).not.toBe(before.revision)
      expect(allowed(after, macs[0]).sort()).toEqual([...allowed(before, macs[0]), free[0]].sort())
      expect(allowed(after, macs[1])).toEqual(allowed(before, macs[1]))
      must(await release(fabric, free[0]))
      const end = await read(fabric)
      expect(basisOf(end, [register(free[0])])).toBe(basisOf(before, [register(free[0])]))
    })

    it('does the same twice without harm', async () => {
      const { open, macs, free } = worldOf()
      const fabric = await open()
      must(await fabric.applySteps([register(free[0])], await read(fabric)))
      must(await fabric.applySteps([register(free[0])], await read(fabric)))
      const addresses = allowed(await read(fabric), macs[0])
      expect(addresses.filter((one) => one === free[0])).toEqual([free[0]])
      must(await release(fabric, free[0]))
    })

    it('refuses what rests on something that others changed, and keeps what they did', async () => {
      const { open, macs, free, change } = worldOf()
      const fabric = await open()
      const seen = await read(fabric)
      await change(free[2])
      await expect.poll(async () => allowed(await read(fabric), macs[0]), { timeout: 10_000 }).toContain(free[2])
      const refused = await fabric.applySteps([register(free[0])], seen)
      expect(refused).toMatchObject({ ok: false, error: { kind: 'conflict' } })
      expect(allowed(await read(fabric), macs[0])).toContain(free[2])
      expect(allowed(await read(fabric), macs[0])).not.toContain(free[0])
      must(await fabric.applySteps([register(free[0])], await read(fabric)))
      expect(allowed(await read(fabric), macs[0])).toEqual(expect.arrayContaining([free[0], free[2]]))
      for (const address of [free[0], free[2]]) must(await release(fabric, address))
    })

    it('hands out the same change as commands with the way back, or none', async () => {
      const { open, free } = worldOf()
      const fabric = await open()
      const seen = await read(fabric)
      const commands = must(await fabric.formatSteps([register(free[0])], seen))
      if (commands === null) return expect(fabric.compiler).toBeDefined()
      expect(commands.apply.join('\n')).toContain(free[0])
      expect(commands.rollback.length).toBe(commands.apply.length)
      expect((await read(fabric)).revision).toBe(seen.revision)
    })

    it('makes a HAVIP whose members are all allowed, and takes it away again', async () => {
      const { open, macs, free } = worldOf()
      const fabric = await open()
      if (!fabric.capabilities.havips) return expect(must(await fabric.readSnapshots())[0]?.havips).toEqual([])
      const before = await read(fabric)
      const subnet = before.nics.find((nic) => nic.mac === macs[0])?.subnet ?? ''
      const havip = { name: 'contract-vip', address: free[1], subnet, members: [...macs] }
      const registrations = macs.map((mac) => ({ mac, kind: 'havip' as const, address: free[1] }))
      must(
        await fabric.applySteps(
          [
            { op: 'create-havip', havip },
            ...registrations.map((registration) => ({ op: 'register' as const, registration })),
          ],
          before,
        ),
      )
      const made = await read(fabric)
      expect(made.havips).toHaveLength(before.havips.length + 1)
      const found = made.havips.find((one) => one.address === free[1])
      expect(found).toMatchObject({ name: 'contract-vip', subnet })
      expect([...(found?.members ?? [])].sort()).toEqual([...macs].sort())
      for (const mac of macs)
        expect(made.registrations).toContainEqual(expect.objectContaining({ mac, kind: 'havip', address: free[1] }))
      must(
        await fabric.applySteps(
          [
            ...registrations.map((registration) => ({ op: 'release' as const, registration })),
            { op: 'delete-havip' as const, havip },
          ],
          made,
        ),
      )
      const end = await read(fabric)
      expect(end.havips).toEqual(before.havips)
      for (const mac of macs) expect(allowed(end, mac).sort()).toEqual(allowed(before, mac).sort())
    })

    it('says that it cannot be reached, and does nothing', async () => {
      const fabric = await worldOf().openNowhere()
      try {
        expect(await fabric.readSnapshots()).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
      } finally {
        fabric.close()
      }
    })
  })
}
