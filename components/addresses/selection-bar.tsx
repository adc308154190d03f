'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { AddressRow } from '@/server/queries/list-addresses'
import { BulkDialog, type BulkVerbs } from './bulk-dialog'

/** What can be done with the chosen rows; says how many rows are on the page when none are chosen. */
export function SelectionBar({
  rows,
  verbs,
  shown,
  hasMore,
  onClear,
}: {
  verbs: BulkVerbs
  rows: readonly AddressRow[]
  shown: number
  hasMore: boolean
  onClear: () => void
}) {
  const [deed, setDeed] = useState<'register' | 'acknowledge' | null>(null)
  const unregistered = rows.filter((row) => row.registered === 'no')
  const withFinding = rows.filter((row) => row.findingId !== null)
  return (
    <div className="sticky bottom-0 z-[2] flex min-h-11 flex-wrap items-center gap-2 border-line border-t bg-surface px-[var(--gutter)] py-1.5 text-12 max-md:bottom-14">
      {rows.length > 0 ? (
        <>
          <span className="font-strong">{rows.length} selected</span>
          <Button
            size="s"
            variant="primary"
            onClick={() => setDeed('register')}
            refused={unregistered.length === 0 ? 'Every selected address is registered already.' : undefined}
          >
            Register {unregistered.length || ''}…
          </Button>
          <Button
            size="s"
            onClick={() => setDeed('acknowledge')}
            refused={withFinding.length === 0 ? 'None of the selected addresses has an open finding.' : undefined}
          >
            Acknowledge {withFinding.length || ''}…
          </Button>
          <Button size="s" variant="quiet" onClick={onClear}>
            Clear
          </Button>
        </>
      ) : (
        <span className="text-ink-3">Select rows to register or acknowledge several at once.</span>
      )}
      <span className="ml-auto text-ink-3">
        {shown.toLocaleString('en')} {shown === 1 ? 'row' : 'rows'}
        {hasMore ? ', more as you scroll' : ''}
      </span>
      {deed && (
        <BulkDialog
          deed={deed}
          verbs={verbs}
          rows={deed === 'register' ? unregistered : withFinding}
          onClose={() => setDeed(null)}
          onDone={onClear}
        />
      )}
    </div>
  )
}
