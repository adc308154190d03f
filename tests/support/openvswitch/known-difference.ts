import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { BridgeTexts, BuiltSwitch } from '../../../core/openflow/build-switch'
import { buildWorld, compareTraces, type Difference, traceInWorld, verdictInWorld } from './compare-traces'
import { type RealTrace, readTrace } from './read-trace'
import type { RealSwitch } from './real-switch'
import type { World, WorldBridge, WorldPacket } from './switch-world'

const FOLDER = path.join(import.meta.dirname, '../../fixtures/openflow/differences')

/** One packet for which Rollcall once said something else than Open vSwitch, with all that is needed to ask again. */
export type KnownDifference = {
  readonly about: string
  readonly world: World // its only packet is the one
  readonly texts: Readonly<Record<string, BridgeTexts>>
  readonly real: RealTrace
}

export function listKnownDifferences(): { name: string; difference: KnownDifference }[] {
  return readdirSync(FOLDER).map((file) => ({
    name: file.replace(/\.json$/, ''),
    difference: JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')),
  }))
}

export async function dumpWorld(real: RealSwitch, world: World): Promise<Map<string, BridgeTexts>> {
  const texts = new Map<string, BridgeTexts>()
  for (const bridge of world.bridges) texts.set(bridge.name, await real.dump(bridge))
  return texts
}

export function judge(built: BuiltSwitch, packet: WorldPacket, real: RealTrace): Difference | 'unknown' | null {
  const ours = traceInWorld(built, packet)
  const [whole, brief] = [ours.verdict, verdictInWorld(built, packet)].map((verdict) => JSON.stringify(verdict))
  if (whole !== brief) return { what: 'the verdict alone', real: `${whole} (in full)`, ours: `${brief}` }
  // Where the datapath chooses by its hash, the real trace ends as ours does: all but the verdict can be compared.
  const isOpen = ours.translation.unknown.some((one) => !one.choice)
  return isOpen ? 'unknown' : compareTraces(packet.packet, real, ours)
}

async function differs(real: RealSwitch, world: World, packet: WorldPacket): Promise<boolean> {
  await real.load(world)
  const built = buildWorld(world, await dumpWorld(real, world))
  const found = judge(built, packet, readTrace(await real.trace(packet)))
  return found !== null && found !== 'unknown'
}

/** Leaves out rules, groups and actions as long as the two still differ, and keeps what remains as a fixture. Answers its file. */
export async function keepDifference(
  real: RealSwitch,
  world: World,
  packet: WorldPacket,
  name: string,
): Promise<string> {
  let small: World = { ...world, packets: [packet] }
  for (const [i, bridge] of world.bridges.entries()) {
    for (const key of ['flows', 'groups'] as const)
      for (const line of bridge[key]) {
        const tried = withBridge(small, i, (one) => ({ ...one, [key]: one[key].filter((other) => other !== line) }))
        if (await differs(real, tried, packet)) small = tried
      }
    for (const line of small.bridges[i]?.flows ?? [])
      for (const shorter of shorterActions(line)) {
        const tried = withBridge(small, i, (one) => ({
          ...one,
          flows: one.flows.map((other) => (other === line ? shorter : other)),
        }))
        if (await differs(real, tried, packet)) {
          small = tried
          break
        }
      }
  }
  await real.load(small)
  const texts = Object.fromEntries(await dumpWorld(real, small))
  const text = await real.trace(packet)
  const kept: KnownDifference = { about: `found at random: ${name}`, world: small, texts, real: readTrace(text) }
  mkdirSync(FOLDER, { recursive: true })
  const file = path.join(FOLDER, `${name}.json`)
  writeFileSync(file, `${JSON.stringify(kept, null, 1)}\n`)
  return file
}

const withBridge = (world: World, at: number, change: (bridge: WorldBridge) => WorldBridge): World => ({
  ...world,
  bridges: world.bridges.map((bridge, i) => (i === at ? change(bridge) : bridge)),
})

/** The rule without one of its actions, and with none. */
function shorterActions(line: string): string[] {
  const cut = line.indexOf('actions=') + 'actions='.length
  const actions = line.slice(cut).split(/,(?![^(]*\))/)
  const without = actions.map((_, i) => actions.toSpliced(i, 1))
  return [[], ...without].map((list) => `${line.slice(0, cut)}${list.length === 0 ? 'drop' : list.join(',')}`)
}
