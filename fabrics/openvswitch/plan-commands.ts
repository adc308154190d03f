import { formatAddFlow } from '../../core/openflow/dump/format-add-flow'
import { type CompiledRule, keyOf } from '../../core/registry/compile-registrations'
import { GUARD_COOKIE } from '../../core/registry/guard/compile-guard'
import type { CommandPlan } from '../fabric'

type BridgePlan = {
  readonly host: string
  readonly bridge: string
  readonly before: readonly CompiledRule[]
  readonly after: readonly CompiledRule[]
}

/** The change of each bridge as commands for people: look that the tables are free of others, then one atomic bundle. */
export function planCommands(bridges: readonly BridgePlan[], first: number): CommandPlan {
  const apply: string[] = []
  const rollback: string[] = []
  for (const { host, bridge, before, after } of bridges) {
    const forth = bundleOf(before, after)
    if (forth.length === 0) continue
    const looks = [first, first + 1].map(
      (table) => `ovs-ofctl dump-flows ${bridge} table=${table} | grep table= | grep -v cookie=${GUARD_COOKIE}`,
    )
    const hint = `# on ${host}: the first two print nothing, else there are rules of somebody else`
    apply.push([hint, ...looks, command(bridge, forth)].join('\n'))
    rollback.unshift([`# on ${host}`, command(bridge, bundleOf(after, before))].join('\n'))
  }
  return { apply, rollback }
}

const command = (bridge: string, lines: readonly string[]): string =>
  [`ovs-ofctl -O OpenFlow14 --bundle add-flows ${bridge} - <<'END'`, ...lines, 'END'].join('\n')

function bundleOf(before: readonly CompiledRule[], after: readonly CompiledRule[]): string[] {
  const [old, fresh] = [before, after].map((rules) => new Set(rules.map(keyOf)))
  return [
    ...before
      .filter((rule) => !fresh?.has(keyOf(rule)))
      .map(({ table, priority, match }) =>
        [
          `delete_strict cookie=${GUARD_COOKIE}/-1`,
          `table=${table}`,
          `priority=${priority}`,
          ...(match ? [match] : []),
        ].join(),
      ),
    ...after.filter((rule) => !old?.has(keyOf(rule))).map((rule) => `add ${formatAddFlow({ ...rule, extra: {} })}`),
  ]
}
