import Link from 'next/link'
import { plural } from '@/components/registry/amount'
import { Age } from '@/components/ui/age'
import type { DumpLine } from '@/server/queries/host'
import { isStale } from './host-head'

/** The flow tables that are kept of a host: which, from where, how old; each can be opened and compared. */
export function DumpHistory({
  hostId,
  dumps,
  shown,
  now,
}: {
  hostId: number
  dumps: readonly DumpLine[]
  shown: number
  now: string
}) {
  return (
    <ul className="grid text-12">
      {dumps.map((dump, i) => {
        const before = dumps.slice(i + 1).find((one) => one.bridge === dump.bridge)
        return (
          <li
            key={dump.id}
            className={`grid grid-cols-[minmax(0,1fr)_auto] gap-x-2 border-line border-b py-1.5 first:border-t ${dump.id === shown ? 'bg-selected' : ''}`}
          >
            <Link
              href={`/hosts/${hostId}?dump=${dump.id}`}
              aria-current={dump.id === shown ? 'true' : undefined}
              className="truncate pl-2 font-medium hover:underline"
            >
              {dump.bridge}, <Age at={dump.takenAt} now={now} />
            </Link>
            <span
              className={`pr-2 ${dump.isCurrent ? (isStale(dump.takenAt, now) ? 'text-blind-ink' : 'text-ink-2') : 'text-ink-3'}`}
            >
              {dump.isCurrent ? (isStale(dump.takenAt, now) ? 'stale' : 'current') : 'before'}
            </span>
            <span className="truncate pl-2 text-11 text-ink-3">
              {plural(dump.ruleCount, 'rule')} · {dump.source}
              {dump.problems > 0 && (
                <span className="text-warn-ink"> · {plural(dump.problems, 'line')} not understood</span>
              )}
            </span>
            {before && (
              <Link
                href={`/hosts/${hostId}/compare?old=${before.id}&new=${dump.id}`}
                className="pr-2 text-11 font-medium text-accent"
                aria-label={`Compare the table of ${dump.takenAt.slice(0, 19)} with the one before`}
              >
                compare
              </Link>
            )}
          </li>
        )
      })}
    </ul>
  )
}
