import { type BridgeTexts, type BuiltSwitch, buildSwitch } from '../../../core/openflow/build-switch'
import { readTopology, type Topology } from '../../../core/openflow/topology'
import { positionOf, splitLines } from '../../../core/text/lines'
import type { Problem } from '../../../core/text/span'
import { readText } from '../../input/read-text'

/** The files that describe a switch; the flow table of each bridge by its name. */
export type SwitchFiles = {
  readonly flows: ReadonlyMap<string, string>
  readonly topology: Topology | null
  readonly groups: ReadonlyMap<string, string>
  readonly meters: ReadonlyMap<string, string>
  readonly tlvMaps: ReadonlyMap<string, string>
}
/** `characters`: how much text its rules were read from. */
export type ReadSwitch = { readonly built: BuiltSwitch; readonly characters: number }

const PROBLEMS_SHOWN_MAX = 10

/** A switch from files, or a sentence about one that cannot be read. Lines that are no rules are said on standard error. */
export function readSwitch(files: SwitchFiles): ReadSwitch | string {
  const texts = new Map<string, string>()
  const read = (file: string | undefined): string | null => (file === undefined ? null : (texts.get(file) ?? null))
  for (const kind of [files.flows, files.groups, files.meters, files.tlvMaps])
    for (const file of kind.values()) {
      if (texts.has(file)) continue
      const found = readText(file)
      if ('error' in found) return found.error
      texts.set(file, found.text)
    }
  const bridges = new Set([...(files.topology?.bridges ?? []).map((bridge) => bridge.name), ...files.flows.keys()])
  const ofBridge = (name: string): BridgeTexts => ({
    flows: read(files.flows.get(name)),
    groups: read(files.groups.get(name)),
    meters: read(files.meters.get(name)),
    tlvMap: read(files.tlvMaps.get(name)),
  })
  const built = buildSwitch(new Map([...bridges].map((name) => [name, ofBridge(name)])), files.topology)
  const said = new Set<string>()
  for (const [name, file] of files.flows) {
    if (!said.has(file)) sayProblems(file, texts.get(file) ?? '', built.problems.get(name) ?? [])
    said.add(file)
  }
  const characters = [...texts.values()].reduce((sum, text) => sum + text.length, 0)
  return { built, characters }
}

function sayProblems(file: string, text: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return
  const lines = splitLines(text)
  for (const { span, reason } of problems.slice(0, PROBLEMS_SHOWN_MAX)) {
    const { line, column } = positionOf(lines, span.start)
    process.stderr.write(`rollcall: ${file}, line ${line}, column ${column}: ${reason}\n`)
  }
  const more = problems.length - PROBLEMS_SHOWN_MAX
  if (more > 0) process.stderr.write(`rollcall: ${file}: ${more} more lines were not understood\n`)
}

/** The topology of a file, or a sentence. */
export function readTopologyFile(file: string): Topology | string {
  const found = readText(file)
  if ('error' in found) return found.error
  try {
    const topology = readTopology(JSON.parse(found.text))
    return typeof topology === 'string' ? `${file}: ${topology}` : topology
  } catch (error) {
    return `${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`
  }
}
