import { formatTraceSummary, formatTraceTree } from '../../../core/openflow/format-trace'
import { tracePacket } from '../../../core/openflow/trace-packet'
import { type Command, refuse } from '../../command'
import { readArguments } from '../../input/read-arguments'
import { print, printJson } from '../../output/print'
import { readSwitchOptions, SWITCH_OPTIONS } from './read-switch-options'
import { traceBatch } from './trace-batch'
import { traceDocument } from './trace-document'
import { readCtNext } from './trace-options'

const OPTIONS = {
  ...SWITCH_OPTIONS,
  'ct-next': { type: 'string', multiple: true },
  generate: { type: 'boolean' },
  json: { type: 'boolean' },
  tree: { type: 'boolean' },
  pretty: { type: 'boolean' },
  batch: { type: 'string' },
} as const

/** `rollcall trace`: what the rules of a switch do with a packet. */
export const trace: Command = {
  name: 'trace',
  summary: 'what the flow rules of a switch do with a packet',
  help: `rollcall trace --flows FILE [OPTIONS] [BRIDGE] PACKET
rollcall trace --bridge NAME=FILE … [OPTIONS] [BRIDGE] PACKET
rollcall trace --batch FILE

PACKET is written as for ofproto/trace: in_port=1,arp,arp_op=2,arp_spa=172.17.20.39 or in_port(1),eth(…).
It enters BRIDGE; where that is left out, the first bridge that has its port.

  --flows FILE          the rules, as ovs-ofctl dump-flows prints them (of each bridge that --bridge does not name)
  --bridge NAME=FILE    the rules of one bridge of several; may be repeated
  --topology FILE       JSON: {"bridges": [{"name", "ports": [{"name", "ofport", "type", "options", "tag", …}]}]}
  --groups, --meters, --tlv-map FILE   dump-groups, dump-meters, dump-tlv-map
  --ct-next STATE       state of the next pass after connection tracking, as trk,est; may be repeated; trk,new otherwise
  --generate            a packet is sent, not only asked about: learned rules take part
  --tree                the way through the tables, as ofproto/trace draws it
  --json, --pretty      {"verdict", "outputs", "controller", "datapathActions", "finalFlow", "steps", "unknown"}

--batch reads JSON lines {"id", "dir", "bridge", "packet", "options": ["--ct-next", "trk,new"]} and answers one line each.
dir holds topology.json, flows.txt (or flows.BRIDGE.txt), groups.txt, meters.txt, tlv-map.txt, and is read once.
The verdict is "drop", the ports in order of output, [] when it only goes to the controller, or "unknown" with the reason.
Where rules choose by a hash that only the datapath knows, "outcomes" lists all that may become of the packet; where they
track connections, "forks" are the states other than supposed under which it fares otherwise.
`,
  async run(args) {
    const read = readArguments(
      args.map((arg) => (arg === '-generate' ? '--generate' : arg)),
      OPTIONS,
    )
    if (typeof read === 'string') return refuse(`trace: ${read}`)
    const { options, rest } = read
    if (options.batch !== undefined) {
      const others = Object.keys(options).filter((name) => name !== 'batch' && name !== 'json')
      if (others.length > 0 || rest.length > 0)
        return refuse('trace --batch takes everything from its file, no other option and no packet')
      return traceBatch(options.batch)
    }
    if (options.json && options.tree) return refuse('trace: --json or --tree, not both')
    const [packet, bridge = null] = [...rest].reverse()
    if (packet === undefined) return refuse('trace needs a packet, as in_port=1,icmp,nw_src=10.0.0.1')
    if (rest.length > 2) return refuse(`trace takes one packet; put it in quotes: ${rest.join(' ')}`)
    const ctNext = readCtNext(options['ct-next'] ?? [])
    if (typeof ctNext === 'string') return refuse(ctNext)
    const found = readSwitchOptions('trace', options, bridge)
    if (typeof found === 'string') return refuse(found)
    const answer = tracePacket(found.built, { packet, bridge, ctNext, hasPacket: options.generate ?? false })
    if (typeof answer === 'string') return refuse(answer)
    if (options.json || (options.pretty && !options.tree)) await printJson(traceDocument(answer), options.pretty)
    else await print(options.tree ? formatTraceTree(answer) : formatTraceSummary(answer))
    return 0
  },
}
