import { parseIp } from '../../ip/ip'
import { parsePrefix, prefixContains } from '../../ip/prefix'
import { type PairRule, pairFinding } from '../facts'

/** The address is not of the subnet that the interface is on: nobody on it will ask for it. */
export const outsideSubnet: PairRule = {
  name: 'outside-subnet',
  judge: (facts) => {
    const ip = parseIp(facts.address)
    const subnet = facts.subnet ? parsePrefix(facts.subnet.cidr) : null
    if (facts.configured !== 'yes' || !ip || !subnet || ip.family !== subnet.family || prefixContains(subnet, ip))
      return null
    return pairFinding(facts, 'outside-subnet', 2, `Addresses outside their subnet in ${facts.vpc}`, {
      cidr: facts.subnet?.cidr ?? null,
    })
  },
}
