import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Flow } from '../../../core/openflow/fields/flow-layout'
import { outputsOf } from '../../../core/openflow/translate/datapath-action'
import type { Switch } from '../../../core/openflow/translate/switch-model'
import { translate } from '../../../core/openflow/translate/translate'
import { hasAddress } from '../../../core/openflow/who/address-set'
import { findSenders, listMacs, newEffort, type Senders, sendersWithMac } from '../../../core/openflow/who/find-senders'
import { PACKET_KINDS } from '../../../core/openflow/who/scenarios'
import { listTraceCases } from '../../support/trace-cases'

/** Whether one packet leaves, by the evaluation that traces use. */
function leavesFor(model: Switch, bridge: string, ofport: number, packet: Flow): 'yes' | 'no' | 'unknown' {
  const { passes, unknown } = translate(model, bridge, packet)
  if (unknown.length > 0 || passes.some((pass) => pass.error !== null || pass.datapathActions.includes('hash(')))
    return 'unknown'
  return passes
    .flatMap((pass) => outputsOf(pass.actions))
    .some((port) => port.ofport !== ofport || port.bridge !== bridge)
    ? 'yes'
    : 'no'
}

function withSender({ scenario, words }: Senders, like: Flow, mac: bigint, address: bigint): Flow {
  const flow = like.slice()
  const set = (indexes: readonly number[], bits: bigint): void => {
    for (const [i, index] of indexes.entries()) {
      const variable = scenario.variables[index]
      const value = Number((bits >> BigInt(32 * (indexes.length - 1 - i))) & 0xffffffffn)
      for (const word of variable ? [variable.word, ...variable.copies] : []) flow[word] = value
    }
  }
  set(words.mac, mac)
  set(words.source, address)
  return flow
}

type Place = { model: Switch; bridge: string; ofport: number; senders: Senders; mac: bigint }

/** What single packets say: it leaves for some destination that was tried, or for none; or nobody knows. */
function ask({ model, bridge, ofport, senders }: Place, mac: bigint, address: bigint): Set<string> {
  const answers = new Set<string>()
  for (const way of senders.exploration.ways)
    answers.add(leavesFor(model, bridge, ofport, withSender(senders, way.example, mac, address)))
  return answers
}

function places(): [string, Place][] {
  const found: [string, Place][] = []
  for (const kind of ['trace-oracle', 'trace-pipeline'])
    for (const { name, built } of listTraceCases(kind))
      for (const bridge of built.model.bridges.values())
        for (const port of [...bridge.ports.values()].slice(0, 3))
          for (const one of PACKET_KINDS) {
            const senders = findSenders(built.model, bridge.name, port.ofport, one, newEffort(1e6))
            const macs = listMacs([senders], bridge.name, port.ofport)
            for (const { label, mac } of [...macs, { label: 'no MAC that rules name', mac: 0x020000000001n }])
              found.push([
                `${name} ${bridge.name} ${port.name} ${one} ${label}`,
                { model: built.model, bridge: bridge.name, ofport: port.ofport, senders, mac },
              ])
          }
  return found
}

const all = places()

describe('any sender, against the evaluation of single packets', () => {
  it.each(all)('%s', (_name, place) => {
    const bits = place.senders.family === 'ipv4' ? 32 : 128
    const { leaving, unknown } = sendersWithMac(place.senders, place.mac, place.bridge, place.ofport)
    const edges = [...leaving, ...unknown.flatMap((one) => one.set)].flatMap(({ first, last }) => [
      first - 1n,
      first,
      last,
      last + 1n,
    ])
    const address = fc.oneof(
      fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n }),
      ...(edges.length > 0 ? [fc.constantFrom(...edges).filter((one) => one >= 0n && one < 1n << BigInt(bits))] : []),
      ...(leaving.length > 0
        ? [fc.constantFrom(...leaving).chain(({ first, last }) => fc.bigInt({ min: first, max: last }))]
        : []),
    )
    fc.assert(
      fc.property(address, (one) => {
        const answers = ask(place, place.mac, one)
        if (hasAddress(leaving, one)) expect(answers).toContain('yes')
        else if (!unknown.some(({ set }) => hasAddress(set, one))) expect([...answers]).toEqual(['no'])
        else expect(answers).not.toContain('yes')
      }),
      { numRuns: 12, seed: 7 },
    )
  })
})
