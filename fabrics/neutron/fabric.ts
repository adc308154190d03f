import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basisOf, type RegistryStep, type Snapshot } from '../../core/registry/snapshot'
import { err, ok, type Result } from '../../core/result'
import { CAUTIOUS, type Fabric, type FabricAddress, type FabricError } from '../fabric'
import type { Limits } from '../protocols/http/send-request'
import { collectorOf } from '../protocols/openvswitch/collect-host'
import { applyChanges } from './apply-changes'
import { NeutronClient } from './client'
import { convertRows } from './convert'
import { formatChanges } from './format-changes'
import { readLogin, readNeutronUrl } from './login'
import { planChanges } from './plan-changes'
import {
  type NeutronRows,
  PORT_FIELDS,
  type Port,
  readAgents,
  readNetworks,
  readPorts,
  readRouters,
  readSubnets,
} from './wire'

const LIMITS = { msMax: 20_000, bytesMax: 64 * 1024 * 1024 } // of one answer
const BRIDGE = 'br-int'

type Held = { readonly rows: NeutronRows; readonly snapshots: readonly Snapshot[] }

const revisionOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

/** Neutron behind the port; throws when its address cannot be read. */
export function openNeutron(address: FabricAddress, limits: Omit<Limits, 'authority'> = LIMITS): Fabric {
  const login = readLogin(address)
  if (typeof login === 'string') throw new Error(login)
  if (login.kind === 'noauth') {
    const url = readNeutronUrl(address.endpoint)
    if (typeof url === 'string') throw new Error(url)
  }
  const { authority } = address.options
  const pem = authority ? readFileSync(authority, 'utf8') : null
  const client = new NeutronClient(login, address.endpoint, { ...limits, authority: pem })
  return new NeutronFabric(address, client)
}

class NeutronFabric implements Fabric {
  readonly capabilities = { ...CAUTIOUS, mayWrite: true, havips: true, ipv6: true, nativeTrace: true }
  private held: Held | null = null
  private canMatch: boolean | null = null // whether the server compares revisions

  constructor(
    private readonly address: FabricAddress,
    private readonly client: NeutronClient,
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
    const fresh = await this.readConcerned(steps, seen)
    if (!fresh.ok) return fresh
    const { rows, snapshots } = fresh.value
    const now = snapshots.find((one) => one.vpc.name === seen.vpc.name)
    if (!now || basisOf(now, steps) !== basisOf(seen, steps))
      return err({ kind: 'conflict', reason: 'somebody changed these ports since they were read' })
    const plan = planChanges(rows, steps, now)
    if (!plan.ok) return plan
    if (plan.value.length === 0) return ok({ note: 'it was so already' })
    const canMatch = await this.asksRevisions()
    if (!canMatch.ok) return canMatch
    const done = await applyChanges(this.client, plan.value, canMatch.value)
    if (!done.ok) return done
    const count = plan.value.length === 1 ? 'one port' : `${plan.value.length} ports`
    return ok({
      note: canMatch.value
        ? `${count} written, at the revision that was read`
        : `${count} written; this server compares no revisions, so each was read again just before`,
    })
  }

  async formatSteps(steps: readonly RegistryStep[], seen: Snapshot) {
    const read = this.held ? ok(this.held) : await this.read()
    if (!read.ok) return read
    const plan = planChanges(read.value.rows, steps, seen)
    return plan.ok ? ok(formatChanges(plan.value)) : plan
  }

  async trace(
    host: string,
    bridge: string,
    packet: string,
    ctNext: readonly string[],
  ): Promise<Result<string, FabricError>> {
    const collector = collectorOf(this.address.options, host)
    if (!collector.ok) return collector
    if (!collector.value) return err({ kind: 'unreachable', reason: `nothing is set up that reads host ${host}` })
    return collector.value.trace(bridge, packet, ctNext)
  }

  close(): void {}

  private async read(): Promise<Result<Held, FabricError>> {
    const networks = await this.list('networks', readNetworks)
    if (!networks.ok) return networks
    const subnets = await this.list('subnets', readSubnets)
    if (!subnets.ok) return subnets
    const routers = await this.list('routers', readRouters, { isOptional: true })
    if (!routers.ok) return routers
    const agents = await this.list('agents', readAgents, { isOptional: true })
    if (!agents.ok) return agents
    const ports = await this.list('ports', readPorts, { query: PORT_FIELDS })
    if (!ports.ok) return ports
    const rows = {
      networks: networks.value,
      subnets: subnets.value,
      routers: routers.value,
      agents: agents.value,
      ports: ports.value,
    }
    return ok(this.hold(rows))
  }

  private hold(rows: NeutronRows): Held {
    this.held = { rows, snapshots: convertRows(rows, revisionOf) }
    return this.held
  }

  /** What steps rest on, read again: the ports they change, and whoever has the address of a HAVIP. */
  private async readConcerned(steps: readonly RegistryStep[], seen: Snapshot): Promise<Result<Held, FabricError>> {
    if (!this.held) return this.read()
    const macs = new Set(steps.flatMap((step) => ('havip' in step ? step.havip.members : [step.registration.mac])))
    const ids = seen.nics.filter((nic) => macs.has(nic.mac)).map((nic) => nic.port)
    const addresses = steps.flatMap((step) => ('havip' in step ? [step.havip.address] : []))
    const fresh: Port[] = []
    const queries = [
      ...ids.map((id) => ['id', id] as const),
      ...addresses.map((address) => ['fixed_ips', `ip_address=${address}`] as const),
    ]
    for (const query of queries) {
      const ports = await this.list('ports', readPorts, { query: [query, ...PORT_FIELDS] })
      if (!ports.ok) return ports
      fresh.push(...ports.value)
    }
    const isConcerned = new Set([...ids, ...fresh.map((port) => port.id)])
    const holds = ({ fixed_ips }: Port) => fixed_ips.some((one) => addresses.includes(one.ip_address))
    const others = this.held.rows.ports.filter((port) => !isConcerned.has(port.id) && !holds(port))
    return ok(
      this.hold({ ...this.held.rows, ports: [...others, ...new Map(fresh.map((port) => [port.id, port])).values()] }),
    )
  }

  private async list<T>(
    collection: string,
    read: (pages: readonly string[]) => Result<T[], FabricError>,
    { query, isOptional }: { query?: readonly (readonly [string, string])[]; isOptional?: boolean } = {},
  ): Promise<Result<T[], FabricError>> {
    const pages = await this.client.listPages(collection, query, isOptional)
    return pages.ok ? read(pages.value) : pages
  }

  private async asksRevisions(): Promise<Result<boolean, FabricError>> {
    if (this.canMatch === null) {
      const found = await this.client.ask('GET', 'extensions')
      if (!found.ok) return found
      this.canMatch = found.value.includes('"revision-if-match"')
    }
    return ok(this.canMatch)
  }
}
