import { type Command, refuse } from '../../command'
import { readArguments } from '../../input/read-arguments'
import { auditNamedFiles } from './audit-files'
import { formatRows } from './format-rows'
import { printRows, printText } from './print-rows'

const OPTIONS = { text: { type: 'boolean' }, pretty: { type: 'boolean' }, 'at-end': { type: 'boolean' } } as const

/** `rollcall audit FILES…`: the three truths of every pair of interface and address that the files speak of. */
export const audit: Command = {
  name: 'audit',
  summary: 'captures, exports, HA configuration and flow tables together: what is wrong',
  help: `rollcall audit [--text] [--pretty] [--at-end] FILE…

Each file is recognised by what it says, in any mix and order:
  captures and whole terminals      what guests have configured (ip, ifconfig, guest agents …)
  exports of fabrics                what is registered (Neutron, clouds, OVN, Terraform …)
  flow tables                       what hosts really pass (ovs-ofctl dump-flows), evaluated
  listings of a switch's interfaces which port is whose (ovs-vsctl list interface, ovs-vsctl show)
  configuration of HA software      what should float (keepalived, Pacemaker, netplan …)
  archives of these                 tar, gzip, zip; a bundle of "rollcall redact"

Prints a JSON array, a row for each pair of interface and address:
  {"nic", "mac", "address", "configured", "registered", "programmed", "standing", "findings": [{"rule", "severity", …}]}
The three truths are "yes", "no" or "unknown". Exit status 1 when a finding is critical, 2 when a file cannot be read.

  --text      sentences for people instead
  --pretty    lay the JSON out for people
  --at-end    judge terminals as they end; otherwise as they were before an address was removed again
`,
  async run(args) {
    const read = readArguments(args, OPTIONS)
    if (typeof read === 'string') return refuse(`audit: ${read}`)
    if (read.rest.length === 0) return refuse('audit needs at least one file, or - for standard input')
    const { rows, isRead } = auditNamedFiles(read.rest, read.options['at-end'] ?? false)
    if (read.options.text) await printText(formatRows(rows))
    else await printRows(rows, read.options.pretty ?? false)
    if (!isRead) return 2
    return rows.some(isCritical) ? 1 : 0
  },
}

const isCritical = (row: { readonly findings: readonly { readonly severity: string }[] }): boolean =>
  row.findings.some((finding) => finding.severity === 'critical')
