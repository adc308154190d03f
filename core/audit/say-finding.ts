/** A finding is told in one sentence a database administrator understands; at most one phrase of it is coloured. */
export type Saying = { readonly before: string; readonly phrase: string; readonly after: string; readonly lead: string }
type Data = Readonly<Record<string, unknown>>

const list = (value: unknown): string => (Array.isArray(value) ? value.join(' and ') : String(value ?? ''))
const say = (before: string, phrase: string, lead: string): Saying => ({ before, phrase, after: '.', lead })

/** The sentence of a finding, from its rule and the data it was opened with. */
export function sayFinding(rule: string, data: Data): Saying {
  const { address, guest, host, havip } = data as Record<string, string>
  const itsHost = host ? `host ${host}` : 'its host'
  switch (rule) {
    case 'unregistered':
      return data.programmed === 'no'
        ? say(
            `${address} is up on ${guest}, but nobody registered it, so ${itsHost} `,
            'drops every reply it sends',
            'The address works on the machine itself, which is why it looks healthy from inside. The hypervisor passes only the MAC and IP pairs that the registry knows.',
          )
        : say(
            `${address} is up on ${guest}, but `,
            'nobody registered it',
            host
              ? `What the rules of ${host} do with it is not known: there is no fresh flow table. Import one and Rollcall shows the rule that drops it.`
              : `Where ${guest} runs is not known, so the rules cannot be read. Place it on its host and import a flow table: Rollcall then shows the rule that drops it.`,
          )
    case 'not-programmed':
      return say(
        `${address} is registered for ${guest}, but ${itsHost} `,
        'still drops it',
        'The registry says yes and the host says no: the host has not taken the change, or something else on it drops the packets.',
      )
    case 'guest-firewall-drops':
      return say(
        `${guest} has ${address}, but its own firewall `,
        `drops ${data.packets}`,
        `${data.reason}. The fabric has no part in it: the rule stands in the guest and must be changed there.`,
      )
    case 'unfiltered':
      return say(
        `${address} on ${guest} is `,
        'passed although nobody registered it',
        'The anti-spoofing rules of this host let an address through that the registry does not know.',
      )
    case 'orphan-rule':
      return say(
        `${host ? `Host ${host}` : 'The host'} passes ${address} from ${guest}, `,
        'which nobody asked for',
        'The guest does not have the address and the registry does not allow it: a rule was left behind.',
      )
    case 'unused':
      return say(
        `${address} has been registered for ${guest} for ${data.days} days and `,
        'is not used',
        'Nothing is broken. An address that nobody uses can be released.',
      )
    case 'duplicate-address':
      return say(
        `${address} is up on ${guest} and on ${list(data.holders)} `,
        'at the same time',
        'Neighbours will send to whichever answered last. If it is meant to float, make it a HAVIP; otherwise remove it from one of them.',
      )
    case 'mac-mismatch':
      return say(
        `${guest} sends ${address} from ${data.claimed}, but `,
        `the registry knows ${data.known}`,
        'Pairs of MAC and IP are what the fabric checks; with another MAC the packets are dropped.',
      )
    case 'outside-subnet':
      return say(
        `${address} on ${guest} `,
        `lies outside ${data.cidr}`,
        'Neighbours on this subnet never ask for it, and the fabric has no route to it.',
      )
    case 'prefix-mismatch':
      return say(
        `${address} on ${guest} has prefix length ${data.given}, `,
        `its subnet has ${data.wanted}`,
        'The guest takes other addresses for neighbours than the fabric does.',
      )
    case 'reserved-address':
      return say(
        `${address} on ${guest} is `,
        String(data.role),
        'The fabric keeps it for itself and does not deliver it to a guest.',
      )
    case 'unknown-interface':
      return say(
        `${address} is on link ${data.link} of ${guest ?? 'a guest'}, whose MAC ${data.mac} `,
        'belongs to no known interface',
        'The registry cannot allow an address on an interface it does not know.',
      )
    case 'havip-no-holder':
      return say(
        `HAVIP ${havip} (${address}) is `,
        'held by no member',
        `${list(data.members)} have all been heard, and none of them has the address configured.`,
      )
    case 'havip-several-holders':
      return say(
        `HAVIP ${havip} (${address}) is held by `,
        list(data.holders),
        'Both have it by evidence of the same time: split brain.',
      )
    case 'havip-holder-not-member':
      return say(
        `${guest} holds HAVIP ${havip} (${address}) and `,
        'is not a member',
        'The fabric drops what it sends from that address.',
      )
    case 'havip-member-not-allowed':
      if (data.intent)
        return say(
          `${guest} is configured to take over ${address} (${data.intent}), but its interface ${data.nic} `,
          'is not allowed to hold it',
          'All is well until the next failover to it: then the address goes black.',
        )
      return say(
        `${guest} is a member of HAVIP ${havip} (${address}), but `,
        'is not allowed to hold it',
        'All is well until the next failover to it: then the address goes black.',
      )
    case 'intended-unregistered':
      return say(
        `${address} is in the configuration of ${guest}, but `,
        'nobody registered it',
        'Once the configuration is applied, the fabric drops what the guest sends from this address.',
      )
    case 'intended-not-allowed':
      return say(
        `${address} is a virtual IP in ${list(data.sources)}, but `,
        Number(data.allowed) === 0
          ? 'no interface is allowed to hold it'
          : `only ${data.allowed} of ${data.wanted} machines ${Number(data.allowed) === 1 ? 'is' : 'are'} allowed to hold it`,
        'All is well until it moves to a machine that is not allowed: then the address goes black.',
      )
    case 'vrrp-multicast':
      return say(
        `keepalived of ${guest} elects the holder of ${data.instance} by `,
        `multicast, which ${data.fabric} does not carry`,
        'No machine hears another there, so each takes the address. Name the others with unicast_peer.',
      )
    case 'havip-holder-mismatch':
      return say(
        `HAVIP ${havip} (${address}) is held by ${list(data.holders)}, but `,
        `the fabric sends it to ${data.master}`,
        'The fabric has not learnt of the failover: packets go to the machine that no longer has the address.',
      )
    case 'filter-off':
      return say(
        `Interface ${data.nic} of ${guest} is `,
        'not filtered',
        'Port security or the source check is switched off: the guest can send from any address, also from those of others.',
      )
    case 'too-wide':
      if (data.isProgrammed)
        return say(
          `Host ${host} lets interface ${data.nic} of ${guest} speak `,
          String(data.prefix).endsWith('/0') ? 'from any address' : `from all of ${data.prefix}`,
          'Found by following all its packets through the rules. The registry does not allow it this: whoever is on this guest can take the addresses of others.',
        )
      return say(
        `Interface ${data.nic} of ${guest} `,
        `is allowed all of ${data.prefix}`,
        'An address pair this wide is as good as no filter. Allow the addresses that are used, one by one.',
      )
    case 'given-not-allowed':
      return say(
        `The fabric answers for ${address} on ${guest}, but `,
        'drops what is sent from it',
        'Neighbours learn where the address is and their packets get no reply: a silent timeout, not an unreachable host. Register the address, or take it out of what the port is given.',
      )
    case 'vip-on-loopback':
      return say(
        `${address} is on the loopback device of ${guest}, `,
        'where no neighbour can reach it',
        'The machine answers itself and nobody else: put the address on the interface that the fabric knows.',
      )
    case 'stale-evidence':
      return say(
        `${guest} `,
        'has not been heard',
        `What it has configured is unknown again; ${data.addresses} of its addresses keep their last standing.`,
      )
    default:
      return say(`${rule} `, String(address ?? ''), '')
  }
}

/** The sentence as plain text. */
export const sentenceOfFinding = (saying: Saying): string => `${saying.before}${saying.phrase}${saying.after}`
