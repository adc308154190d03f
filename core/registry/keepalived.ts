import { canonicalIp, parseIp } from '../ip/ip'
import { err, ok, type Result } from '../result'

/** A machine that may hold the address: its own address of the same family, and the link that has it (null: not known). */
export type KeepalivedMember = { readonly guest: string; readonly address: string | null; readonly link: string | null }
export type KeepalivedFacts = {
  readonly address: string
  readonly prefixLength: number // of the subnet
  readonly members: readonly KeepalivedMember[] // the first is preferred
  readonly isPreempting: boolean // whether the preferred machine takes the address back when it returns
}
export type KeepalivedFile = { readonly guest: string; readonly text: string; readonly isComplete: boolean }

const PRIORITY_FIRST = 150
const PRIORITY_STEP = 10
const MEMBERS_MAX = 14 // priorities stay above 10

/**
 * keepalived.conf of every member, by unicast: adverts reach their peers on any fabric, also where multicast is dropped.
 * All start as BACKUP, so that the one with the highest priority is elected and `nopreempt` is allowed (keepalived.conf(5)).
 * Errors: fewer than two members, a member without an address of the family, two with the same.
 */
export function writeKeepalived(facts: KeepalivedFacts): Result<readonly KeepalivedFile[], string> {
  const { members, prefixLength } = facts
  const vip = canonicalIp(facts.address)
  const ip = vip === null ? null : parseIp(vip)
  if (vip === null || ip === null) return err(`${facts.address} is no address.`)
  if (members.length < 2) return err('An address floats between at least two machines: choose another member.')
  if (members.length > MEMBERS_MAX) return err(`keepalived.conf is written for ${MEMBERS_MAX} members at most.`)
  for (const { guest, address } of members) {
    const own = address === null ? null : parseIp(address)
    if (own === null || own.family !== ip.family)
      return err(
        `${guest} has no registered ${ip.family === 'ipv4' ? 'IPv4' : 'IPv6'} address of its own, so its peers cannot be told where to send adverts.`,
      )
    if (members.some((other) => other.guest !== guest && other.address === address))
      return err(`${guest} and another member both have ${address}.`)
  }
  const name = `VIP_${vip.replace(/[^0-9a-f]/g, '_')}`
  const router = Number(ip.bits % 255n) + 1
  return ok(
    members.map((member, i) => ({
      guest: member.guest,
      isComplete: member.link !== null,
      text: fileOf({
        name,
        router,
        priority: PRIORITY_FIRST - i * PRIORITY_STEP,
        isPreempting: facts.isPreempting,
        vip: `${vip}/${prefixLength}`,
        member,
        peers: members.filter((other) => other !== member),
      }),
    })),
  )
}

function fileOf(one: {
  readonly name: string
  readonly router: number
  readonly priority: number
  readonly isPreempting: boolean
  readonly vip: string
  readonly member: KeepalivedMember
  readonly peers: readonly KeepalivedMember[]
}): string {
  const { member } = one
  const link = member.link ?? 'eth0'
  const unknown = member.link === null ? ` # not known by evidence: check with ip addr` : ''
  return [
    `# ${plain(member.guest)}`,
    `vrrp_instance ${one.name} {`,
    '    state BACKUP',
    ...(one.isPreempting ? [] : ['    nopreempt']),
    `    interface ${link}${unknown}`,
    `    virtual_router_id ${one.router} # no other instance of the subnet has it`,
    `    priority ${one.priority}`,
    '    advert_int 1',
    `    unicast_src_ip ${member.address}`,
    '    unicast_peer {',
    ...one.peers.map((peer) => `        ${peer.address} # ${plain(peer.guest)}`),
    '    }',
    '    virtual_ipaddress {',
    `        ${one.vip} dev ${link}`,
    '    }',
    '}',
    '',
  ].join('\n')
}

/** A name as a comment may carry it: guests' names are not ours. */
const plain = (name: string): string => name.replace(/[^\x20-\x7e]|[{}"'#!]/g, '?')
