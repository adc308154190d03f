import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildPipeline } from '../../../core/openflow/build-pipeline'
import { evaluateConversation, type Party } from '../../../core/openflow/evaluate-conversation'
import { evaluatePipeline } from '../../../core/openflow/evaluate-pipeline'
import { parsePacket } from '../../../core/openflow/parse-packet'

/** Dumps of hosts that OVN and a hand-made fabric programmed, and what Open vSwitch there said of the founding incident's packets. */
const CASES = process.env.ROLLCALL_CASES ?? path.join(import.meta.dirname, '../../../../shared/cases')
const HOME = path.join(CASES, '../engines/captures')
const SETS = [
  ['OVN, blocked', 'ovn/3-blocked-dump-flows-br-int-hvA.txt', 'ovn/3-blocked-ofproto-trace.txt', 'drop'],
  ['OVN, registered', 'ovn/4-ok-dump-flows-br-int-hvA.txt', 'ovn/4-ok-ofproto-trace.txt', 'pass'],
  ['Open vSwitch, blocked', 'ovs/3-dump-flows-hvA-blocked.txt', 'ovs/3-ofproto-trace-blocked.txt', 'drop'],
  ['Open vSwitch, registered', 'ovs/4-dump-flows-hvA-ok.txt', 'ovs/4-ofproto-trace-ok.txt', 'pass'],
] as const

type Recorded = { readonly packet: string; readonly decided: readonly string[]; readonly verdict: string }

/** The traces in a file: the packet, the table and priority that decided in its own bridge, and whether it came out. */
function readTraces(text: string): Recorded[] {
  return text
    .split(/^(?=Flow: )/m)
    .slice(1)
    .map((part) => {
      const decided: string[] = []
      let own: string | undefined
      let far = -1 // how deep the heading of a bridge behind a tunnel or cable is indented
      for (const line of part.split('\n')) {
        const indent = line.length - line.trimStart().length
        if (line.trim() === '') continue
        const heading = /^ *bridge\("(.*)"\)$/.exec(line)?.[1]
        own ??= heading
        if (heading && heading !== own) far = indent
        else if (far >= 0 && indent < far) far = -1
        const step = /^ *(\d+)\. (.*)$/.exec(line)
        if (!step || (far >= 0 && indent > far)) continue
        const priority = /(?:^|, )priority (\d+)(?:, cookie 0x[0-9a-f]+)?$/.exec(step[2] ?? '')?.[1]
        decided.push(`${step[1]}:${step[2] === 'No match.' ? '-' : (priority ?? '32768')}`)
      }
      return {
        packet: /^Flow: (.*)$/m.exec(part)?.[1] ?? '',
        decided,
        verdict: /^Datapath actions: drop$/m.test(part) ? 'drop' : 'pass',
      }
    })
}

describe('what Open vSwitch said on real hosts', () => {
  it.each(SETS)('%s', (_name, dump, traces, verdict) => {
    if (!existsSync(HOME)) throw new Error(`no captures at ${HOME}; set ROLLCALL_CASES`)
    const pipeline = buildPipeline('br-int', readFileSync(path.join(HOME, dump), 'utf8'), [])
    const recorded = readTraces(readFileSync(path.join(HOME, traces), 'utf8'))
    expect(recorded.length).toBeGreaterThan(0)
    for (const one of recorded) {
      const packet = parsePacket(one.packet, new Map())
      if (typeof packet === 'string') throw new Error(packet)
      const trace = evaluatePipeline(pipeline, packet)
      expect({
        verdict: trace.verdict,
        decided: trace.steps.map((step) => `${step.table}:${step.rule?.rule.priority ?? '-'}`),
      }).toEqual({ verdict: one.verdict, decided: one.decided })
      expect(trace.verdict).toBe(verdict)
    }
  })
})

describe('the whole conversation over two hosts of OVN', () => {
  const party = (guest: string, host: string, mac: string, ip: string, ofport: number, dump: string): Party => ({
    guest,
    host,
    station: { mac, ip },
    ofport,
    pipeline: buildPipeline('br-int', readFileSync(path.join(HOME, `ovn/${dump}-${host}.txt`), 'utf8'), [
      { ofport: 1, name: 'tunnel', type: 'geneve', remote: null },
    ]),
  })
  it.each([
    ['3-blocked', ['passes', 'stops', 'would-stop', 'would-stop', 'stops']],
    ['4-ok', ['passes', 'passes', 'passes', 'passes', 'passes']],
  ])('%s', (state, expected) => {
    const dump = `${state}-dump-flows-br-int`
    const asker = party('vmB', 'hvB', '00:16:3e:12:2f:48', '172.17.20.30', 2, dump)
    const holder = party('vmA', 'hvA', '00:16:3e:0a:5c:f1', '172.17.20.39', 2, dump)
    const steps = evaluateConversation(asker, holder)
    expect(steps.map((step) => [step.name, step.state, step.reason])).toEqual(
      steps.map((step, i) => [step.name, expected[i], step.reason]),
    )
  })
})
