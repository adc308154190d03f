/** A secondary IP stays on one interface; a HAVIP floats between members. Which one an address needs is read from how it is used. */
export type KindChoice = { readonly kind: 'secondary' | 'havip'; readonly fits: boolean; readonly reason: string }

export type ChoiceFacts = {
  readonly address: string
  readonly guest: string
  readonly insideSubnet: boolean
  readonly reserved: string | null
  readonly holders: readonly string[] // other guests of the VPC that have it configured
  readonly registeredTo: string | null // somebody else the registry gives it to
  readonly used: number
  readonly usedMax: number
}

/** Both kinds with whether they fit and why; the first that fits is the proposal. */
export function chooseKind(facts: ChoiceFacts): KindChoice[] {
  const stop = blocking(facts)
  if (stop)
    return [
      { kind: 'secondary', fits: false, reason: stop },
      { kind: 'havip', fits: false, reason: stop },
    ]
  const floats = facts.holders.length > 0
  const secondary: KindChoice = floats
    ? {
        kind: 'secondary',
        fits: false,
        reason: `${facts.holders.join(' and ')} has it configured too: an address that moves needs a HAVIP, or the next failover goes black.`,
      }
    : {
        kind: 'secondary',
        fits: true,
        reason: `The address stays on this machine. Only ${facts.guest} has it configured, and nothing seen so far says that it moves.`,
      }
  const havip: KindChoice = {
    kind: 'havip',
    fits: true,
    reason: floats
      ? 'Several machines have it: every member will be allowed, so a failover cannot go black.'
      : 'The address moves between machines (keepalived, Pacemaker, vip-manager). Choose its members; all of them will be allowed.',
  }
  return floats ? [havip, secondary] : [secondary, havip]
}

function blocking(facts: ChoiceFacts): string | null {
  if (!facts.insideSubnet)
    return `${facts.address} lies outside the subnet of this interface; the fabric cannot carry it there.`
  if (facts.reserved) return `${facts.address} is ${facts.reserved}.`
  if (facts.registeredTo) return `${facts.address} is registered to ${facts.registeredTo}.`
  if (facts.used >= facts.usedMax) return `This interface already has ${facts.used} of ${facts.usedMax} addresses.`
  return null
}
