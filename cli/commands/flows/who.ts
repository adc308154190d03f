import { formatWho } from '../../../core/openflow/who/format-who'
import { whoMaySpeak } from '../../../core/openflow/who/who-may-speak'
import { type Command, refuse } from '../../command'
import { readArguments } from '../../input/read-arguments'
import { print, printJson } from '../../output/print'
import { readSwitchOptions, SWITCH_OPTIONS } from '../trace/read-switch-options'

const OPTIONS = {
  ...SWITCH_OPTIONS,
  port: { type: 'string' },
  json: { type: 'boolean' },
  pretty: { type: 'boolean' },
  text: { type: 'boolean' },
} as const

/** `rollcall who`: as whom each port of a switch may speak. */
export const who: Command = {
  name: 'who',
  summary: 'as whom each port of a switch may speak, and what reaches it',
  help: `rollcall who --flows FILE --topology FILE [--port NAME|NUMBER] [OPTIONS]
rollcall who --bridge NAME=FILE … --topology FILE [--port NAME|NUMBER] [OPTIONS]

For each port the complete sets of addresses, found by following all packets at once: source addresses of IPv4 and IPv6
packets, senders of ARP and of neighbour discovery that leave the switch by another port, and addresses whose packets
reach the port. Exceptions are holes in wide prefixes, and addresses of which it cannot be known, with the rule.

  --flows FILE          the rules, as ovs-ofctl dump-flows prints them
  --bridge NAME=FILE    the rules of one bridge of several; may be repeated
  --topology FILE       JSON: {"bridges": [{"name", "ports": [{"name", "ofport", "type", "options", "tag", …}]}]}
  --groups, --meters, --tlv-map FILE   dump-groups, dump-meters, dump-tlv-map
  --port NAME|NUMBER    this port only; otherwise all but tunnels, cables between bridges and the bridges' own
  --text                a table for people
  --json, --pretty      {"ports": [{"bridge", "port", "ofport", "out", "in", "macs", "exceptions"}], "assumptions"}
`,
  async run(args) {
    const read = readArguments(args, OPTIONS)
    if (typeof read === 'string') return refuse(`who: ${read}`)
    const { options, rest } = read
    if (rest.length > 0) return refuse(`who takes no argument beside its options: ${rest.join(' ')}`)
    if (options.text && (options.json || options.pretty)) return refuse('who: --text or --json, not both')
    if (options.topology === undefined) return refuse('who needs the ports of the switch: --topology FILE')
    const found = readSwitchOptions('who', options, null)
    if (typeof found === 'string') return refuse(found)
    const answer = whoMaySpeak(found.built.model, options.port ?? null)
    if (options.port !== undefined && answer.ports.length === 0) return refuse(`there is no port ${options.port}`)
    if (options.text) await print(formatWho(answer))
    else await printJson(answer, options.pretty)
    return 0
  },
}
