import { type BridgePort, buildPipeline, type Pipeline } from '../../../core/openflow/build-pipeline'
import { probeAddress } from '../../../core/openflow/probe-address'
import { type CompiledRule, diffRules, formatRule, type RuleDiff } from '../../../core/registry/compile-registrations'
import { predictRules, rulesOfAddress } from '../../../core/registry/predict-rules'
import { applySteps, type RegistryStep, type Snapshot, type SnapshotNic } from '../../../core/registry/snapshot'
import type { Compiler } from '../../../fabrics/fabric'
import { pool } from '../../store/database'
import { findPipeline } from '../../store/pipelines'

/** What steps would do to the rules of each host, and what the probes would then say: nothing is applied. */
export type Foretold = { readonly diff: readonly RuleDiff[]; readonly retraced: 'yes' | 'no' | 'unknown' }

/**
 * With a compiler the fabric's rules are known, and both states of the registry are compiled; rules of others stay as the
 * host has them. Without one the present rules of each host are the pattern.
 */
export async function foretell(
  compiler: Compiler | null,
  before: Snapshot,
  steps: readonly RegistryStep[],
  pair: { readonly mac: string; readonly ofport: number | null },
  address: string,
): Promise<Foretold> {
  const after = applySteps(before, steps)
  const known = after.nics.find((one) => one.mac === pair.mac)
  const nic = known && { ...known, ofport: known.ofport ?? pair.ofport }
  const host = after.hosts.find((one) => one.name === hostOf(after, nic))
  if (compiler) {
    const pipeline = host ? await compiledPipeline(compiler, after, host, nic) : null
    return { diff: diffRules(before, after, compiler.compile), retraced: retrace(after, nic, pipeline, address) }
  }
  const diff: RuleDiff[] = []
  let retraced: Foretold['retraced'] = 'unknown'
  for (const one of before.hosts) {
    const pipeline = await pipelineOf(one.name, one.bridge)
    if (!pipeline) continue
    const change = changeOf(before, steps, one.name, pipeline)
    if (change.added.length + change.removed.length > 0) diff.push({ host: one.name, ...change, kept: [] })
    if (one.name !== host?.name || change.added.length === 0) continue
    const kept = pipeline.rules.map(({ rule }) => rule).filter((rule) => typeof rule.table === 'number')
    const dump = toDump([...kept.map((rule) => ({ ...rule, table: Number(rule.table) })), ...change.added])
    retraced = retrace(after, nic, buildPipeline(pipeline.bridge, dump, pipeline.ports), address)
  }
  return { diff, retraced }
}

/** What a host will have: the rules that are compiled, and those of others that it has now. */
async function compiledPipeline(
  { compile, isOwn }: Compiler,
  after: Snapshot,
  host: Snapshot['hosts'][number],
  nic: SnapshotNic | undefined,
): Promise<Pipeline> {
  const held = await pipelineOf(host.name, nic?.bridge ?? host.bridge)
  const others = (held?.rules ?? []).flatMap(({ rule }) =>
    isOwn(rule) || typeof rule.table !== 'number' ? [] : { ...rule, table: rule.table },
  )
  const known = [host.tunnelPort, nic && toPort(nic)].flatMap((port) => port ?? [])
  const rules = [...compile(after, host.name), ...others]
  return buildPipeline(host.bridge, toDump(rules), held && held.ports.length > 0 ? held.ports : known)
}

async function pipelineOf(host: string, bridge: string): Promise<Pipeline | null> {
  const { rows } = await pool().query<{ id: number }>('SELECT id FROM host WHERE name = $1', [host])
  const found = rows[0] && (await findPipeline(pool(), rows[0].id, bridge))
  return found?.pipeline ?? null
}

/** The rules of a host for the interfaces of these steps that are on it. */
function changeOf(before: Snapshot, steps: readonly RegistryStep[], host: string, pipeline: Pipeline) {
  const rules = pipeline.rules.map(({ rule }) => rule)
  const added: CompiledRule[] = []
  const removed: CompiledRule[] = []
  for (const step of steps) {
    if (!('registration' in step)) continue
    const { mac, address } = step.registration
    if (
      hostOf(
        before,
        before.nics.find((one) => one.mac === mac),
      ) !== host
    )
      continue
    if (step.op === 'release') {
      removed.push(...rulesOfAddress(rules, mac, address))
      continue
    }
    const known = before.registrations.find(
      (held) => held.mac === mac && !held.address.includes('/') && held.address.includes(':') === address.includes(':'),
    )
    if (known) added.push(...predictRules(rules, mac, known.address, address))
  }
  return { added, removed }
}

const hostOf = (snapshot: Snapshot, nic: SnapshotNic | undefined): string | null =>
  snapshot.guests.find((guest) => guest.name === nic?.guest)?.host ?? null

const toPort = ({ ofport, port }: SnapshotNic): BridgePort | null =>
  ofport === null ? null : { ofport, name: port, type: '', remote: null }

const toDump = (rules: readonly CompiledRule[]): string =>
  rules.map((rule) => formatRule(rule, { packets: 0, bytes: 0, seconds: 0 })).join('\n')

/** The same probes on the rules as they would be. */
function retrace(
  after: Snapshot,
  nic: SnapshotNic | undefined,
  pipeline: Pipeline | null,
  address: string,
): Foretold['retraced'] {
  if (!nic || !pipeline) return 'unknown'
  const peer = after.nics.find((one) => one.subnet === nic.subnet && one.mac !== nic.mac)
  const peerIp = after.registrations.find(
    (held) => held.mac === peer?.mac && held.address.includes(':') === address.includes(':'),
  )?.address
  return probeAddress({
    pipeline,
    ofport: nic.ofport,
    mac: nic.mac,
    address,
    controls: after.registrations.filter((held) => held.mac === nic.mac).map((held) => held.address),
    peer: {
      mac: peer?.mac ?? '02:00:00:00:00:01',
      ip: peerIp ?? (address.includes(':') ? '2001:db8::1' : '192.0.2.1'),
    },
  }).answer
}
