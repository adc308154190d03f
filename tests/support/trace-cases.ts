import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type BridgeTexts, type BuiltSwitch, buildSwitch } from '../../core/openflow/build-switch'
import { readTopology } from '../../core/openflow/topology'

/** Where the sample cases lie: beside the checkout, or where ROLLCALL_CASES says. */
const HOME = path.resolve(process.env.ROLLCALL_CASES ?? path.join(import.meta.dirname, '../../../shared/cases'))

/** What Open vSwitch itself answered for one packet. */
export type ExpectedTrace = {
  readonly bridge: string | null
  readonly packet: string
  readonly packetOpenFlow?: string
  readonly rawPacketHex?: string | null
  readonly options: readonly string[]
  readonly verdict: 'drop' | readonly (number | 'LOCAL')[]
  readonly controller: boolean
  readonly datapathActions: readonly string[]
  readonly finalFlow: readonly string[]
}
export type TraceCase = {
  readonly name: string
  readonly folder: string
  readonly built: BuiltSwitch
  readonly expected: readonly ExpectedTrace[]
}

/** The recorded traces of one kind, each with its switch. */
export function listTraceCases(kind: string): TraceCase[] {
  const home = path.join(HOME, kind)
  if (!existsSync(home)) throw new Error(`no sample cases at ${home}; set ROLLCALL_CASES`)
  return readdirSync(home).map((name) => {
    const folder = path.join(home, name)
    const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8'))
    return { name, folder, built: readSwitch(folder), expected: Array.isArray(expected) ? expected : [expected] }
  })
}

function readSwitch(folder: string): BuiltSwitch {
  const read = (file: string): string | null =>
    existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file), 'utf8') : null
  const topology = readTopology(JSON.parse(read('topology.json') ?? '{}'))
  if (typeof topology === 'string') throw new Error(`${folder}: ${topology}`)
  const texts = topology.bridges.map(({ name }): [string, BridgeTexts] => [
    name,
    {
      flows: read(`flows.${name}.txt`) ?? read('flows.txt'),
      groups: read(`groups.${name}.txt`) ?? read('groups.txt'),
      meters: read(`meters.${name}.txt`) ?? read('meters.txt'),
      tlvMap: read(`tlv-map.${name}.txt`) ?? read('tlv-map.txt'),
    },
  ])
  return buildSwitch(new Map(texts), topology)
}

/** What `ofproto/trace` printed for them, where it was kept. */
export function listTraceTexts(): string[] {
  const home = path.join(HOME, 'trace')
  if (!existsSync(home)) throw new Error(`no sample cases at ${home}; set ROLLCALL_CASES`)
  return readdirSync(home)
    .map((name) => path.join(home, name, 'trace.txt'))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
}
