import { ANY_PROTOCOL, PROTOCOL_NAMES, parseProtocols } from '../../../core/openflow/add-flow/protocols'
import type { ReadOptions } from '../../../core/openflow/formats/flow-format'
import { positionOf, splitLines } from '../../../core/text/lines'
import { type Command, refuse } from '../../command'
import { readArguments } from '../../input/read-arguments'
import { readText } from '../../input/read-text'
import { printJson } from '../../output/print'
import { listFormats } from '../formats'
import type { Reader } from './answer'
import { readFlows } from './parse-flows'
import { guestReader } from './parse-guest'
import { readRegistry } from './parse-registry'

const READERS: Readonly<Record<string, Reader>> = {
  capture: guestReader('capture'),
  neigh: guestReader('neigh'),
  firewall: guestReader('firewall'),
  probe: guestReader('probe'),
  intent: guestReader('intent'),
  flows: readFlows,
  registry: readRegistry,
}

const OPTIONS = {
  format: { type: 'string' },
  pretty: { type: 'boolean' },
  typed: { type: 'boolean' },
  protocols: { type: 'string' },
} as const

/** `rollcall parse KIND FILE…`: one JSON document a file; a file that cannot be read does not end the run. */
export const parse: Command = {
  name: 'parse',
  summary: 'read captures, firewalls, flow tables, exports: what each says, as JSON',
  help: `rollcall parse KIND [--format NAME] [--pretty] FILE…

  capture    links and addresses of a machine, or a whole transcript: ip, ifconfig, ipconfig, guest agents
  neigh      neighbour tables: ip neigh, arp
  firewall   the guest's own packet filter: iptables, nft
  intent     what HA and network configuration says should be held: keepalived, Pacemaker, netplan …
  probe      ping and arping: who was asked, who answered
  flows      flow rules of a switch; --typed adds the match and the actions in typed form, --protocols NAMES says by
             which versions of OpenFlow typed rules may be sent, as OpenFlow10,OXM
  registry   what a fabric's export says: Neutron, clouds, OVN, Open vSwitch, Terraform

Prints one JSON document a file, on one line each, in the order given:
  {"file", "format", "value", "problems": [{"line", "column", "text", "reason"}]}
A file that cannot be read gives {"file", "error"} and the run goes on, with exit status 2 at the end.

  --format NAME   take the text as this format (see rollcall formats); otherwise it is recognised by content
  --pretty        lay the JSON out for people
`,
  async run([kind, ...args]) {
    const reader = Object.hasOwn(READERS, kind ?? '') ? READERS[kind ?? ''] : undefined
    if (!reader) return refuse(`parse needs one of ${Object.keys(READERS).join(', ')}`)
    const read = readArguments(args, OPTIONS)
    if (typeof read === 'string') return refuse(`parse ${kind}: ${read}`)
    const { options, rest } = read
    const format = options.format ?? null
    if (rest.length === 0) return refuse('name at least one file, or - for standard input')
    if (format !== null && !listFormats().some((one) => one.name === format))
      return refuse(`there is no format "${format}"; see rollcall formats`)
    const protocols = options.protocols === undefined ? ANY_PROTOCOL : parseProtocols(options.protocols)
    if (typeof protocols === 'string')
      return refuse(`--protocols takes ${Object.keys(PROTOCOL_NAMES).join(', ')}, not "${protocols}"`)
    const how = { isTyped: options.typed ?? false, protocols }
    let status = 0
    for (const file of rest) {
      const found = readText(file)
      if ('error' in found) status = refuse(found.error)
      const document = 'error' in found ? found : answer(reader, found.text, format, how)
      await printJson({ file, ...document }, options.pretty)
    }
    return status
  },
}

function answer(reader: Reader, text: string, format: string | null, options: ReadOptions) {
  const lines = splitLines(text)
  const { problems, ...found } = reader(text, lines, format, options)
  return {
    ...found,
    problems: problems.map((problem) => ({
      ...positionOf(lines, problem.span.start),
      text: problem.text,
      reason: problem.reason,
    })),
  }
}
