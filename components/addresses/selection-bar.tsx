'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { type Acknowledge, AcknowledgeDialog } from './acknowledge-dialog'
import { BulkDialog, type Chosen, type PlanBulk } from './bulk-dialog'

/** What can be done with chosen rows, in one go. */
export type BulkVerbs = { readonly plan: PlanBulk; readonly acknowledge: Acknowledge }

const BULK_MAX = 200 // as the server takes at once

/** What can be done with the chosen rows; says how many rows are on the page when none are chosen. */
export function SelectionBar({
  rows,
  verbs,
  shown,
  hasMore,
  onClear,
}: {
  verbs: BulkVerbs
  rows: readonly Chosen[]
  shown: number
  hasMore: boolean
  onClear: () => void
}) {
  const [deed, setDeed] = useState<{ verb: 'register' | 'release' | 'acknowledge'; rows: readonly Chosen[] } | null>(
    null,
  )
  const unregistered = once(rows.filter((row) => row.registered === 'no'))
  const releasable = once(
    rows.filter((row) => row.registered === 'yes' && (row.kind === 'secondary' || row.kind === 'allowed-pair')),
  )
  const withFinding = rows.filter((row) => row.findingId !== null)
  const tooMany = (list: readonly unknown[]) =>
    list.length > BULK_MAX ? `At most ${BULK_MAX} at once: choose fewer.` : undefined
  return (
    <div className="sticky bottom-0 z-[2] flex min-h-11 flex-wrap items-center gap-2 border-line border-t bg-surface px-[var(--gutter)] py-1.5 text-12 max-md:bottom-14">
      {rows.length > 0 ? (
        <>
          <span className="font-strong" role="status">
            {rows.length} selected
          </span>
          <Button
            size="s"
            variant="primary"
            onClick={() => setDeed({ verb: 'register', rows: unregistered })}
            refused={
              unregistered.length === 0
                ? 'No selected row is an address that is not registered.'
                : tooMany(unregistered)
            }
          >
            Register {unregistered.length || ''}…
          </Button>
          <Button
            size="s"
            onClick={() => setDeed({ verb: 'release', rows: releasable })}
            refused={
              releasable.length === 0
                ? 'No selected row is registered as secondary IP or allowed pair.'
                : tooMany(releasable)
            }
          >
            Release {releasable.length || ''}…
          </Button>
          <Button
            size="s"
            onClick={() => setDeed({ verb: 'acknowledge', rows: withFinding })}
            refused={withFinding.length === 0 ? 'None of the selected rows has an open finding.' : undefined}
          >
            Acknowledge {withFinding.length || ''}…
          </Button>
          <Button size="s" variant="quiet" onClick={onClear}>
            Clear
          </Button>
        </>
      ) : (
        <span className="text-ink-3">Select rows to register, release or acknowledge several at once.</span>
      )}
      <span className="ml-auto text-ink-3">
        {shown.toLocaleString('en')} {shown === 1 ? 'row' : 'rows'}
        {hasMore ? ', more as you scroll' : ''}
      </span>
      {deed && deed.verb !== 'acknowledge' && (
        <BulkDialog
          verb={deed.verb}
          plan={verbs.plan}
          rows={deed.rows}
          onClose={() => setDeed(null)}
          onDone={onClear}
        />
      )}
      {deed?.verb === 'acknowledge' && (
        <AcknowledgeDialog
          findingIds={deed.rows.flatMap((row) => row.findingId ?? [])}
          acknowledge={verbs.acknowledge}
          onClose={() => setDeed(null)}
          onDone={onClear}
        />
      )}
    </div>
  )
}

/** Each pair once: several findings may be about the same. */
const once = (rows: readonly Chosen[]): readonly Chosen[] => [
  ...new Map(rows.map((row) => [`${row.nicId} ${row.address}`, row])).values(),
]
