import type { LintReport } from '../../../core/openflow/lint/lint-finding'
import { lintRules } from '../../../core/openflow/lint/lint-rules'
import { type Command, refuse } from '../../command'
import { readArguments } from '../../input/read-arguments'
import { print, printJson } from '../../output/print'
import { readSwitchOptions, SWITCH_OPTIONS } from '../trace/read-switch-options'

const OPTIONS = {
  ...SWITCH_OPTIONS,
  json: { type: 'boolean' },
  pretty: { type: 'boolean' },
  text: { type: 'boolean' },
} as const

/** `rollcall lint`: what is not as it should be in the rules of a switch. */
export const lint: Command = {
  name: 'lint',
  summary: 'faults in flow rules: shadowed, ambiguous, dangling, holes in filters',
  help: `rollcall lint --flows FILE [OPTIONS]

Prints what is not as it should be, each with the two rules that show it. Verdicts are faults: a rule that another of
higher priority takes everything from and that does something else, rules of equal priority that overlap and differ, a
jump to a table without rules, a port whose senders are filtered for one kind of packet and not for another. The rest is
worth a look: tables that nothing reaches, rules that have counted nothing, cookies given twice.

  --flows FILE, --bridge NAME=FILE, --groups, --meters, --tlv-map FILE   as for "rollcall trace"
  --topology FILE       the ports; without it, those that rules name together with a source address are looked at
  --text                sentences for people
  --json, --pretty      {"bridges": [{"bridge", "findings": [{"name", "isVerdict", "sentence", "table", "rule", "other"}], "bounds"}]}

"bounds" says what was not looked at or not listed. Exit status: 0 no verdict, 1 a verdict, 2 unreadable input.
`,
  async run(args) {
    const read = readArguments(args, OPTIONS)
    if (typeof read === 'string') return refuse(`lint: ${read}`)
    const { options, rest } = read
    if (rest.length > 0) return refuse(`lint takes no argument beside its options: ${rest.join(' ')}`)
    if (options.text && (options.json || options.pretty)) return refuse('lint: --text or --json, not both')
    const found = readSwitchOptions('lint', options, null)
    if (typeof found === 'string') return refuse(found)
    const { model, rules, topology } = found.built
    const bridges = [...model.bridges.values()].map((bridge) => ({
      bridge: bridge.name,
      ...lintRules({
        bridge: bridge.name,
        rules: rules.get(bridge.name) ?? [],
        groups: bridge.groups,
        model: topology ? model : null,
      }),
    }))
    if (options.text) await print(bridges.map(say).join(''))
    else await printJson({ bridges }, options.pretty)
    return bridges.some(({ findings }) => findings.some((one) => one.isVerdict)) ? 1 : 0
  },
}

function say({ bridge, findings, bounds }: LintReport & { readonly bridge: string }): string {
  const lines = [
    `${bridge}: ${findings.filter((one) => one.isVerdict).length} verdicts, ${findings.filter((one) => !one.isVerdict).length} worth a look`,
    ...findings.map(({ name, isVerdict, sentence }) => `  ${isVerdict ? '!' : ' '} ${name.padEnd(18)}${sentence}`),
    ...bounds.map((bound) => `  Note: ${bound}.`),
  ]
  return `${lines.join('\n')}\n`
}
