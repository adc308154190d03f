import type { HaVipPage } from '@/server/queries/registry/havip'

export type HaVipSaying = {
  readonly before: string
  readonly phrase: string
  readonly after: string
  readonly meaning: 'crit' | 'ok' | 'blind' | 'warn'
}
type Facts = Pick<HaVipPage, 'address' | 'members' | 'strangers'>

const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** A HAVIP in one sentence: who holds it, and what the next failover would do. The worst that is true comes first. */
export function sayHaVip({ address, members, strangers }: Facts): HaVipSaying {
  const holders = [...members, ...strangers].filter((one) => one.configured === 'yes')
  const names = holders.map((one) => one.guest)
  const latent = members.filter((one) => one.configured !== 'yes' && (!one.isAllowed || one.programmed === 'no'))
  if (members.length === 0 && holders.length === 0)
    return { before: `${address} has `, phrase: 'no members yet', after: ': nobody may hold it.', meaning: 'warn' }
  if (holders.length > 1)
    return { before: `${address} is held by `, phrase: list(names), after: ' at the same time.', meaning: 'crit' }
  const holder = holders[0]
  if (holder && !holder.isMember)
    return { before: `${holder.guest} holds ${address} and `, phrase: 'is not a member', after: '.', meaning: 'crit' }
  if (holder && (!holder.isAllowed || holder.programmed === 'no'))
    return {
      before: `${holder.guest} holds ${address}, but `,
      phrase: holder.isAllowed ? 'its host drops it' : 'may not send it',
      after: '.',
      meaning: 'crit',
    }
  if (latent.length > 0) {
    const those = list(latent.map((one) => one.guest))
    const why = latent.every((one) => one.isAllowed)
      ? `the rules of ${latent.length > 1 ? 'their hosts' : (latent[0]?.host ?? 'its host')} drop it`
      : `${those} may not send it`
    return {
      before: `${holder ? `${address} works on ${holder.guest}. If it fails over to ${those}, it ` : `If ${those} takes ${address} over, it `}`,
      phrase: 'goes black',
      after: `: ${why}.`,
      meaning: 'crit',
    }
  }
  if (holder)
    return {
      before: `${address} works on `,
      phrase: holder.guest,
      after: members.length > 1 ? ', and every other member may take it over.' : '. It has nobody to fail over to.',
      meaning: 'ok',
    }
  if (members.some((one) => one.configured === 'unknown'))
    return {
      before: `Who holds ${address} is `,
      phrase: 'not known',
      after: ': not every member has been heard.',
      meaning: 'blind',
    }
  return { before: `${address} is held by `, phrase: 'no member', after: '.', meaning: 'crit' }
}
