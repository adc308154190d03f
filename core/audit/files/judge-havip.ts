import type { FindingDraft, HaVipFacts } from '../facts'
import { haVipFinding } from '../rules/havip'
import { type FileHaVip, type FileInterface, guestOf, networkOf } from './file-interface'
import { configuredOn, registeredOn } from './judge-truths'
import type { Neighbourhood } from './pair-facts'

/** The facts of a HAVIP whose members some export or capture knows. */
export function haVipFactsOf({ index, havip, members }: FileHaVip, beside: Neighbourhood): HaVipFacts {
  const all = [...members]
  const networks = new Set(all.flatMap((one) => networkOf(one) ?? []))
  const holders = new Set([
    ...all.filter((one) => configuredOn(one, havip.address) === 'yes'),
    ...[...networks].flatMap((network) => beside.holdersIn(network, havip.address)),
  ])
  return {
    vpcId: 0,
    havipId: index,
    name: havip.name ?? havip.id ?? havip.address,
    address: havip.address,
    members: all.map((one) => ({
      nicId: one.index,
      guest: guestOf(one),
      isAllowed: registeredOn(one, havip.address) !== 'no',
    })),
    holders: [...holders].map((one) => ({
      nicId: one.index,
      guest: guestOf(one),
      isMember: members.has(one),
      seenAt: 0,
    })),
    silent: all.filter((one) => configuredOn(one, havip.address) === 'unknown').map(guestOf),
    master: null, // judged by judgeHolder, which knows the names that exports use
  }
}

/** The fabric's master is another member than the guests that hold the address. */
export function judgeHolder({ havip, members }: FileHaVip, facts: HaVipFacts): FindingDraft[] {
  const { master } = havip
  const isMaster = (one: FileInterface) =>
    one.ports.some(({ port }) => master !== null && [port.instance, port.id, port.name].includes(master))
  const known = [...members].find(isMaster)
  if (!known || facts.holders.length === 0 || facts.holders.some((one) => one.nicId === known.index)) return []
  const data = { holders: facts.holders.map((one) => one.guest), master: guestOf(known) }
  return [haVipFinding(facts, 'havip-holder-mismatch', 2, data, known.index)]
}
