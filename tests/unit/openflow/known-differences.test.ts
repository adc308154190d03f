import { describe, expect, it } from 'vitest'
import { buildWorld } from '../../support/openvswitch/compare-traces'
import { judge, listKnownDifferences } from '../../support/openvswitch/known-difference'

/** What the real switch said of packets that were once judged otherwise (tests/openvswitch finds and keeps them). */
describe('packets that were once judged otherwise than by Open vSwitch', () => {
  it.each(listKnownDifferences().map((one) => [one.name, one.difference] as const))('%s', (_name, one) => {
    const built = buildWorld(one.world, new Map(Object.entries(one.texts)))
    for (const packet of one.world.packets) expect(judge(built, packet, one.real)).toBeNull()
  })
})
