import type { RuleDiff } from '@/core/registry/compile-registrations'

/** Rules that a change adds to or removes from each host. */
export function RuleDiffs({ diffs }: { diffs: readonly RuleDiff[] }) {
  return (
    <div className="overflow-x-auto rounded-2 border border-line font-mono text-12">
      {diffs.map((diff) => (
        <div key={diff.host}>
          <p className="flex bg-sunken px-3 py-1 font-sans text-11 text-ink-3">
            {diff.host}
            <span className="ml-auto">
              {diff.added.length + diff.removed.length === 0
                ? 'no change'
                : `+${diff.added.length} −${diff.removed.length}`}
            </span>
          </p>
          {[...diff.added.map((rule) => ['+', rule] as const), ...diff.removed.map((rule) => ['−', rule] as const)].map(
            ([sign, rule]) => (
              <p
                key={`${sign}${rule.table}${rule.match}`}
                className={`grid grid-cols-[16px_1fr_auto] gap-2 px-3 py-0.5 ${sign === '+' ? 'bg-add-tint' : 'bg-del-tint'}`}
              >
                <span className={sign === '+' ? 'font-strong text-add-ink' : 'font-strong text-del-ink'}>{sign}</span>
                <span className="[overflow-wrap:anywhere]">
                  table={rule.table} {rule.priority} {rule.match}
                </span>
                <span className="text-ink-2">{rule.actions}</span>
              </p>
            ),
          )}
        </div>
      ))}
    </div>
  )
}
