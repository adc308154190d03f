import { createHash } from 'node:crypto'
import { basisOf, type RegistryStep, type Snapshot } from '../../core/registry/snapshot'
import { err, ok, type Result } from '../../core/result'
import { CAUTIOUS, type Fabric, type FabricAddress, type FabricError } from '../fabric'
import { collectorOf } from '../protocols/openvswitch/collect-host'
import { OvsdbError } from '../protocols/ovsdb/session'
import { scalarOf } from '../protocols/ovsdb/value'
import { type OvnDatabases, openDatabases } from './client'
import { createConverter } from './convert'
import { planOperations } from './plan-operations'
import { type OvnRows, readRows } from './wire'

const READ_MS_MAX = 10_000
const HOSTS_MS_MAX = 15_000 // until every chassis has installed a change
const HOSTS_POLL_MS = 50
const BRIDGE = 'br-int'

const unreachable = (error: unknown): Result<never, FabricError> =>
  err({ kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) })

/** OVN behind the port; throws when its address cannot be read. */
export function openOvn(address: FabricAddress): Fabric {
  const databases = openDatabases(address)
  if (typeof databases === 'string') throw new Error(databases)
  return new OvnFabric(address, databases)
}

class OvnFabric implements Fabric {
  readonly capabilities = {
    ...CAUTIOUS,
    mayWrite: true,
    havips: true,
    ipv6: true,
    unicastOnly: false,
    nativeTrace: true,
  }
  private readonly convert = createConverter((text) => createHash('sha256').update(text).digest('hex').slice(0, 12))
  private held: { readonly key: string; readonly rows: OvnRows; readonly snapshots: readonly Snapshot[] } | null = null

  constructor(
    private readonly address: FabricAddress,
    private readonly databases: OvnDatabases,
  ) {}

  async readSnapshots(): Promise<Result<readonly Snapshot[], FabricError>> {
    const read = await this.read()
    return read.ok ? ok(read.value.snapshots) : read
  }

  async readHost(host: string) {
    const collector = collectorOf(this.address.options, host)
    return collector.ok ? (collector.value?.readHost([BRIDGE]) ?? ok(null)) : collector
  }

  async applySteps(steps: readonly RegistryStep[], seen: Snapshot): Promise<Result<{ note: string }, FabricError>> {
    const read = await this.read()
    if (!read.ok) return read
    const now = read.value.snapshots.find((one) => one.vpc.name === seen.vpc.name)
    if (!now || basisOf(now, steps) !== basisOf(seen, steps))
      return err({ kind: 'conflict', reason: 'somebody changed these ports since they were read' })
    const plan = planOperations(read.value.rows, steps)
    if (!plan.ok) return plan
    if (plan.value.operations.length === 0) return ok({ note: 'it was so already' })
    try {
      const results = await this.databases.northbound.transact([
        ...plan.value.operations,
        { op: 'mutate', table: 'NB_Global', where: [], mutations: [['nb_cfg', '+=', 1]] },
        { op: 'select', table: 'NB_Global', where: [], columns: ['nb_cfg'] },
      ])
      return ok({ note: await this.waitForHosts(Number(results.at(-1)?.rows?.[0]?.nb_cfg ?? 0)) })
    } catch (error) {
      if (!(error instanceof OvsdbError)) return unreachable(error)
      if (error.error === 'timed out')
        return err({ kind: 'conflict', reason: 'somebody changed these ports meanwhile' })
      const isRefused = error.error === 'not allowed' || error.error === 'permission error'
      return err({ kind: isRefused ? 'refused' : 'invalid', reason: error.message })
    }
  }

  async formatSteps(steps: readonly RegistryStep[]) {
    const read = await this.read()
    if (!read.ok) return read
    const plan = planOperations(read.value.rows, steps)
    return plan.ok ? ok(plan.value.commands) : plan
  }

  follow(changed: () => void): () => void {
    const ends = [this.databases.northbound.follow(changed), this.databases.southbound.follow(changed)]
    return () => {
      for (const end of ends) end()
    }
  }

  async trace(host: string, bridge: string, packet: string, ctNext: readonly string[]) {
    const collector = collectorOf(this.address.options, host)
    if (!collector.ok) return collector
    return collector.value?.trace(bridge, packet, ctNext) ?? unreachable(`nothing is set up that reads host ${host}`)
  }

  close(): void {
    this.databases.northbound.stop()
    this.databases.southbound.stop()
  }

  /** Both databases as they are now, converted once for each state of them. */
  private async read(): Promise<Result<NonNullable<OvnFabric['held']>, FabricError>> {
    const { northbound, southbound } = this.databases
    try {
      const tables = [await northbound.read(READ_MS_MAX), await southbound.read(READ_MS_MAX)] as const
      const key = `${northbound.version} ${southbound.version}`
      if (this.held?.key !== key) {
        const rows = readRows(...tables)
        this.held = { key, rows, snapshots: this.convert(rows) }
      }
      return ok(this.held)
    } catch (error) {
      return unreachable(error)
    }
  }

  private async waitForHosts(wanted: number): Promise<string> {
    for (const until = Date.now() + HOSTS_MS_MAX; Date.now() < until; ) {
      const [global] = (await this.databases.northbound.read(READ_MS_MAX)).get('NB_Global')?.values() ?? []
      if (Number(scalarOf(global?.hv_cfg) ?? 0) >= wanted) return 'every chassis has installed it'
      await new Promise((resolve) => setTimeout(resolve, HOSTS_POLL_MS))
    }
    return `not every chassis has said within ${HOSTS_MS_MAX / 1000} s that it installed it`
  }
}
