import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { compileRegistrations, formatRule, keyOf } from '../../core/registry/compile-registrations'
import { applySteps, type RegistryStep, type Snapshot } from '../../core/registry/snapshot'
import type { Fault, Seed } from './wire'

/** One simulated fabric: its registry, the registry its hosts were programmed from, and what their rules have counted. */
type World = {
  snapshot: Snapshot
  programmed: Snapshot
  counters: Record<string, { packets: number; bytes: number; since: number }>
  faults: Partial<Record<Fault, number>>
}

/** All worlds of the process, kept in one file that is replaced as a whole: a kill at any moment leaves the old or the new one. */
export class Worlds {
  private readonly worlds: Record<string, World>
  constructor(private readonly file: string | null) {
    this.worlds = file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  }

  private save(): void {
    if (!this.file) return
    const half = `${this.file}.half`
    const handle = openSync(half, 'w', 0o600)
    writeSync(handle, JSON.stringify(this.worlds))
    fsyncSync(handle)
    closeSync(handle)
    renameSync(half, this.file)
  }

  has(name: string): boolean {
    return Object.hasOwn(this.worlds, name)
  }
  private get(name: string): World {
    const world = this.worlds[name]
    if (!world) throw new Error(`no fabric ${name}`)
    return world
  }

  seed(name: string, seed: Seed, now: number): void {
    const counters = Object.fromEntries(
      Object.entries(seed.counters).map(([key, count]) => [key, { ...count, since: now }]),
    )
    this.worlds[name] = { snapshot: seed.snapshot, programmed: seed.snapshot, counters, faults: {} }
    this.save()
  }
  remove(name: string): void {
    delete this.worlds[name]
    this.save()
  }
  fault(name: string, kind: Fault, count: number): void {
    this.get(name).faults[kind] = count
    this.save()
  }
  /** Whether a fault of this kind is due; using it up counts it down. */
  isDue(name: string, kind: Fault): boolean {
    const faults = this.get(name).faults
    const left = faults[kind] ?? 0
    if (left > 0) faults[kind] = left - 1
    return left > 0
  }

  /** After a change: how many requests stay without an answer from now on. */
  fallSilent(name: string): void {
    const { faults } = this.get(name)
    faults.down = (faults.down ?? 0) + (faults['silent-after'] ?? 0)
    faults['silent-after'] = 0
  }

  /** Remembers who announced a HAVIP last. It is no change of what is allowed. */
  hear(name: string, address: string, mac: string | null): void {
    const world = this.get(name)
    const havips = world.snapshot.havips.map((one) => (one.address === address ? { ...one, master: mac } : one))
    world.snapshot = { ...world.snapshot, havips }
    this.save()
  }

  snapshot(name: string): Snapshot {
    return this.get(name).snapshot
  }

  bridgeOf(name: string, host: string): string {
    return this.get(name).snapshot.hosts.find((one) => one.name === host)?.bridge ?? ''
  }

  apply(name: string, steps: readonly RegistryStep[], now: number): string {
    const world = this.get(name)
    const revision = String(Number(world.snapshot.revision) + 1)
    world.snapshot = { ...applySteps(world.snapshot, steps), revision }
    if (!this.isDue(name, 'not-programmed')) this.program(world, now)
    this.save()
    return world.snapshot.revision
  }
  /** Programs the hosts from the registry as it is now. */
  resync(name: string, now: number): void {
    this.program(this.get(name), now)
    this.save()
  }
  private program(world: World, now: number): void {
    world.programmed = world.snapshot
    for (const host of world.snapshot.hosts)
      for (const rule of compileRegistrations(world.snapshot, host.name))
        world.counters[`${host.name} ${keyOf(rule)}`] ??= { packets: 0, bytes: 0, since: now }
  }

  dump(name: string, host: string, now: number): string {
    const world = this.get(name)
    const lines = compileRegistrations(world.programmed, host).map((rule) => {
      const count = world.counters[`${host} ${keyOf(rule)}`] ?? { packets: 0, bytes: 0, since: now }
      return formatRule(rule, { ...count, seconds: (now - count.since) / 1000 })
    })
    return ['OFPST_FLOW reply (OF1.3) (xid=0x2):', ...lines, ''].join('\n')
  }
}
