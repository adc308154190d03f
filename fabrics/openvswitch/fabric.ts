import { createHash } from 'node:crypto'
import type { CompiledRule } from '../../core/registry/compile-registrations'
import { compileGuard } from '../../core/registry/guard/compile-guard'
import { isGuardRule, isInLine } from '../../core/registry/guard/inspect-guard'
import { applySteps, type RegistryStep, type Snapshot } from '../../core/registry/snapshot'
import { err, ok, type Result } from '../../core/result'
import type { Collector } from '../collector'
import { CAUTIOUS, type Fabric, type FabricAddress, type FabricError, type HostDrift } from '../fabric'
import { collectorOf } from '../protocols/openvswitch/collect-host'
import { checkSteps } from './check-steps'
import { installGuard, lookAtGuard, sayDrift } from './client'
import { type HostPorts, placeInterfaces } from './convert'
import { planCommands } from './plan-commands'
import { type Layout, readLayout } from './wire'

const HOSTS_AT_ONCE = 8

/** Plain Open vSwitch behind the port: Rollcall keeps the registry, and guards the ports. Throws on a wrong address. */
export function openOpenVswitch(address: FabricAddress): Fabric {
  const layout = readLayout(address)
  if (typeof layout === 'string') throw new Error(layout)
  for (const host of layout.hosts) {
    const collector = collectorOf(layout.options, host)
    if (!collector.ok) throw new Error(collector.error.reason)
  }
  return new OpenVswitchFabric(layout)
}

class OpenVswitchFabric implements Fabric {
  readonly capabilities = {
    ...CAUTIOUS,
    mayWrite: true,
    havips: true,
    ipv6: true,
    unicastOnly: false,
    nativeTrace: true,
    keepsRegistry: false,
  }
  readonly compiler = {
    compile: (snapshot: Snapshot, host: string) =>
      this.layout.bridges.flatMap((bridge) => this.rulesOf(snapshot, host, bridge)),
    isOwn: isGuardRule,
  }

  constructor(private readonly layout: Layout) {}

  async readSnapshots(held: Snapshot | null = null): Promise<Result<readonly Snapshot[], FabricError>> {
    if (held === null) return err({ kind: 'invalid', reason: 'no VPC of Rollcall is installed by it' })
    let failure: FabricError | null = null
    const read = await eachHost(this.layout.hosts, async (host): Promise<HostPorts> => {
      const ports = await this.collectorOf(host).readPorts(this.layout.bridges)
      if (!ports.ok) failure = ports.error
      return { host, ports: ports.ok ? ports.value : null }
    })
    if (failure !== null && read.every((one) => one.ports === null)) return err(failure)
    const body = placeInterfaces(held, read, this.layout.bridges[0] ?? '')
    return ok([{ ...body, revision: createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 12) }])
  }

  readHost(host: string) {
    return this.layout.hosts.includes(host)
      ? this.collectorOf(host).readHost(this.layout.bridges)
      : Promise.resolve(ok(null))
  }

  async applySteps(steps: readonly RegistryStep[], seen: Snapshot): Promise<Result<{ note: string }, FabricError>> {
    const refusal = checkSteps(steps, seen)
    if (refusal !== null) return err({ kind: 'refused', reason: refusal })
    const after = applySteps(seen, steps)
    const touched = this.bridgesOf(seen).filter(
      ({ host, bridge }) => !isSame(this.rulesOf(seen, host, bridge), this.rulesOf(after, host, bridge)),
    )
    // Every host is looked at before the first is written to, so that what can be refused is refused as a whole.
    for (const { host, bridge } of touched) {
      const looked = await this.look(after, host, bridge)
      if (!looked.ok) return named(host, looked.error)
    }
    for (const [i, { host, bridge }] of touched.entries()) {
      const installed = await this.install(after, host, bridge)
      if (installed.ok) continue
      // Those before it are put back at once; one that does not answer now is put right by the next sync.
      for (const done of touched.slice(0, i + 1)) await this.install(seen, done.host, done.bridge)
      return named(host, installed.error)
    }
    const hosts = [...new Set(touched.map((one) => one.host))]
    return ok({
      note: hosts.length === 0 ? 'no host has a port that it concerns' : `${hosts.join(', ')} installed it and said so`,
    })
  }

  async formatSteps(steps: readonly RegistryStep[], seen: Snapshot) {
    const refusal = checkSteps(steps, seen)
    if (refusal !== null) return err({ kind: 'refused' as const, reason: refusal })
    const after = applySteps(seen, steps)
    return ok(
      planCommands(
        this.bridgesOf(seen).map(({ host, bridge }) => ({
          host,
          bridge,
          before: this.rulesOf(seen, host, bridge),
          after: this.rulesOf(after, host, bridge),
        })),
        this.layout.first,
      ),
    )
  }

  async repair(snapshot: Snapshot, mayWrite: boolean): Promise<readonly HostDrift[]> {
    const drifts = await eachHost(this.layout.hosts, async (host) => {
      const found: HostDrift[] = []
      for (const bridge of this.layout.bridges) {
        const drift = await (mayWrite ? this.install(snapshot, host, bridge) : this.look(snapshot, host, bridge))
        if (!drift.ok) {
          const state = drift.error.kind === 'refused' ? 'refused' : 'failed'
          found.push({ host, bridge, missing: [], extra: [], state, reason: drift.error.reason })
        } else if (!isInLine(drift.value))
          found.push({
            host,
            bridge,
            ...sayDrift(drift.value),
            state: mayWrite ? 'repaired' : 'found',
            reason: null,
          })
      }
      return found
    })
    return drifts.flat()
  }

  async trace(
    host: string,
    bridge: string,
    packet: string,
    ctNext: readonly string[],
  ): Promise<Result<string, FabricError>> {
    if (!this.layout.hosts.includes(host)) return err({ kind: 'unreachable', reason: `it has no host ${host}` })
    return this.collectorOf(host).trace(bridge, packet, ctNext)
  }

  close(): void {}

  private rulesOf(snapshot: Snapshot, host: string, bridge: string): CompiledRule[] {
    return compileGuard(snapshot, host, bridge, { first: this.layout.first })
  }

  private look(snapshot: Snapshot, host: string, bridge: string) {
    return lookAtGuard(this.collectorOf(host), bridge, this.rulesOf(snapshot, host, bridge), this.layout.first)
  }

  private install(snapshot: Snapshot, host: string, bridge: string) {
    return installGuard(this.collectorOf(host), bridge, this.rulesOf(snapshot, host, bridge), this.layout.first)
  }

  private bridgesOf({ hosts }: Snapshot): { host: string; bridge: string }[] {
    return hosts.flatMap(({ name }) => this.layout.bridges.map((bridge) => ({ host: name, bridge })))
  }

  private collectorOf(host: string): Collector {
    const collector = collectorOf(this.layout.options, host)
    if (!collector.ok || !collector.value) throw new Error(`no collector of ${host}`)
    return collector.value
  }
}

const named = (host: string, error: FabricError): Result<never, FabricError> =>
  err({ ...error, reason: `${host}: ${error.reason}` })

const isSame = (one: readonly CompiledRule[], other: readonly CompiledRule[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

async function eachHost<T>(hosts: readonly string[], work: (host: string) => Promise<T>): Promise<T[]> {
  const done: T[] = []
  for (let from = 0; from < hosts.length; from += HOSTS_AT_ONCE)
    done.push(...(await Promise.all(hosts.slice(from, from + HOSTS_AT_ONCE).map(work))))
  return done
}
