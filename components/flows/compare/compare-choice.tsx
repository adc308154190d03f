import { Button } from '@/components/ui/button'
import { CONTROL } from '@/components/ui/field'
import type { ComparedDump } from '@/server/queries/host-compare'

const label = (dump: ComparedDump): string =>
  `${dump.host} ${dump.bridge}, ${dump.isCurrent ? 'current, ' : ''}${dump.takenAt.slice(0, 19).replace('T', ' ')} UTC, ${dump.ruleCount.toLocaleString('en')} rules`

/** Which two tables are held side by side: those of this host, or the current ones of others. */
export function CompareChoice({
  action,
  dumps,
  old,
  newer,
}: {
  action: string
  dumps: readonly ComparedDump[]
  old: number | null
  newer: number | null
}) {
  const options = dumps.map((dump) => (
    <option key={dump.id} value={dump.id}>
      {label(dump)}
    </option>
  ))
  return (
    <form action={action} className="grid items-end gap-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
      <label className="grid grid-cols-[minmax(0,1fr)] gap-1 text-12">
        <span className="font-medium text-ink-2">Before</span>
        <select name="old" className={CONTROL} defaultValue={old ?? undefined}>
          {options}
        </select>
      </label>
      <label className="grid grid-cols-[minmax(0,1fr)] gap-1 text-12">
        <span className="font-medium text-ink-2">After</span>
        <select name="new" className={CONTROL} defaultValue={newer ?? undefined}>
          {options}
        </select>
      </label>
      <Button type="submit">Compare these tables</Button>
    </form>
  )
}
