'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { CONTROL, Field } from '@/components/ui/field'
import type { Result } from '@/core/result'
import type { AddressRow } from '@/server/queries/list-addresses'

type Refusal = { readonly sentence: string }
/** What the dialog can have done. */
export type BulkVerbs = {
  readonly register: (input: unknown) => Promise<Result<{ readonly note: string }, Refusal>>
  readonly acknowledge: (input: unknown) => Promise<Result<{ readonly acknowledged: number }, Refusal>>
}

type Outcome = { readonly key: string; readonly text: string; readonly isDone: boolean }

/** Registers or acknowledges several addresses one after the other, and says of each what became of it. */
export function BulkDialog({
  deed,
  rows,
  verbs,
  onClose,
  onDone,
}: {
  deed: 'register' | 'acknowledge'
  verbs: BulkVerbs
  rows: readonly AddressRow[]
  onClose: () => void
  onDone: () => void
}) {
  const [why, setWhy] = useState('')
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([])
  const [isBusy, setBusy] = useState(false)
  const router = useRouter()
  const isFinished = outcomes.length > 0 && !isBusy
  const run = async () => {
    setBusy(true)
    if (deed === 'acknowledge') {
      const result = await verbs.acknowledge({ findingIds: rows.flatMap((row) => row.findingId ?? []), why })
      setOutcomes([
        {
          key: 'all',
          text: result.ok ? `${result.value.acknowledged} acknowledged` : result.error.sentence,
          isDone: result.ok,
        },
      ])
    } else {
      for (const row of rows) {
        const result = await verbs.register({
          nicId: row.nicId,
          address: row.address,
          kind: 'secondary',
          why,
          findingId: row.findingId,
        })
        setOutcomes((held) => [
          ...held,
          {
            key: `${row.nicId} ${row.address}`,
            text: `${row.address} on ${row.guest}: ${result.ok ? result.value.note : result.error.sentence}`,
            isDone: result.ok,
          },
        ])
      }
    }
    setBusy(false)
    router.refresh()
  }
  const verb = deed === 'register' ? `Register ${rows.length} as secondary IP` : `Acknowledge ${rows.length}`
  return (
    <Dialog
      title={
        deed === 'register'
          ? `Register ${rows.length} addresses as secondary IPs`
          : `Acknowledge the findings of ${rows.length} addresses`
      }
      description={
        deed === 'register'
          ? 'Each on the interface that has it. One that floats between machines is refused: it needs a HAVIP.'
          : 'They stay visible as acknowledged.'
      }
      onClose={isBusy ? () => undefined : onClose}
      footer={
        isFinished ? (
          <Button
            variant="primary"
            onClick={() => {
              onDone()
              onClose()
            }}
          >
            Close
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              variant="primary"
              busy={isBusy}
              onClick={() => void run()}
              refused={deed === 'acknowledge' && why.trim().length < 3 ? 'Say why first.' : undefined}
            >
              {verb}
            </Button>
          </>
        )
      }
    >
      <ul className="max-h-40 overflow-auto font-mono text-12">
        {rows.map((row) => (
          <li key={`${row.nicId} ${row.address}`}>
            {row.address}{' '}
            <span className="text-ink-3">
              {row.guest} {row.nic}
            </span>
          </li>
        ))}
      </ul>
      <Field label="Why" hint="Goes into the log of changes.">
        <input className={CONTROL} value={why} onChange={(event) => setWhy(event.target.value)} />
      </Field>
      {isBusy && (
        <p role="status" className="text-12 text-ink-3">
          {outcomes.length} of {rows.length} done
        </p>
      )}
      <ul className="grid gap-1 text-12">
        {outcomes.map((outcome) => (
          <li key={outcome.key} className={outcome.isDone ? 'text-ok-ink' : 'text-crit-ink'}>
            {outcome.text}
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
