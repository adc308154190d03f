/** An interface is known by its MAC; within a VPC no two interfaces have the same one. */
import { isMulticastMac, isVrrpMac, parseMac } from '../ip/mac'
import { ok, type Result } from '../result'
import { invalid, type Refusal, taken } from './validate-address'

export type NicDraft = {
  readonly name: string
  readonly mac: string
  readonly bridge: string | null
  readonly ofport: number | null
}
export type NicFacts = {
  readonly guest: string
  readonly sameMac: string | null // who has this MAC in the VPC: "vmB eth0"
  readonly hasSameName: boolean
  readonly samePort: string | null // who is on this port of this bridge
}

/** OpenFlow 1.0 and 1.5 keep the numbers from 0xff00 (OFPP_MAX) for ports that are no interface. */
export const OFPORT_MAX = 0xfeff

export function validateNic(draft: NicDraft, facts: NicFacts): Result<NicDraft, Refusal> {
  const name = draft.name.trim()
  if (name === '') return invalid('name', 'Give the interface the name that its guest uses, such as eth0.')
  if (facts.hasSameName) return invalid('name', `${facts.guest} has an interface ${name} already.`)
  const mac = parseMac(draft.mac.trim())
  if (mac === null)
    return invalid(
      'mac',
      draft.mac.trim() === ''
        ? 'Enter the MAC of the interface.'
        : `${draft.mac.trim()} is no MAC; write it like 00:16:3e:0a:5c:f1.`,
    )
  if (isMulticastMac(mac)) return invalid('mac', `${mac} is a multicast MAC; an interface has a unicast one.`)
  if (isVrrpMac(mac))
    return invalid('mac', `${mac} is a virtual MAC of VRRP: it moves with a HAVIP and belongs to no interface.`)
  if (facts.sameMac !== null) return taken(`MAC ${mac}`, facts.sameMac)
  const bridge = draft.bridge?.trim() || null
  if (draft.ofport !== null && (!Number.isInteger(draft.ofport) || draft.ofport < 1 || draft.ofport > OFPORT_MAX))
    return invalid('ofport', `A port number is between 1 and ${OFPORT_MAX}.`)
  if (draft.ofport !== null && facts.samePort !== null)
    return taken(`Port ${draft.ofport}${bridge ? ` of ${bridge}` : ''}`, facts.samePort)
  return ok({ name, mac, bridge, ofport: draft.ofport })
}
