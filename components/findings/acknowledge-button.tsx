'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { CONTROL, Field } from '@/components/ui/field'
import type { Result } from '@/core/result'

const PAUSES: readonly [string, number | null][] = [
  ['for one day', 1],
  ['for one week', 7],
  ['for 30 days', 30],
  ['without end', null],
]

/** Sets a finding aside with a reason, for a while or for good. */
export function AcknowledgeButton({
  findingId,
  acknowledge,
  isDone,
}: {
  findingId: number
  acknowledge: (input: unknown) => Promise<Result<unknown, { readonly sentence: string }>>
  isDone: boolean
}) {
  const [isOpen, setOpen] = useState(false)
  const [why, setWhy] = useState('')
  const [days, setDays] = useState('7')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const router = useRouter()
  const apply = async () => {
    setBusy(true)
    const until = days === '' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString()
    const result = await acknowledge({ findingIds: [findingId], why, until })
    setBusy(false)
    if (!result.ok) return setError(result.error.sentence)
    setOpen(false)
    toast.success('Acknowledged')
    router.refresh()
  }
  return (
    <>
      <Button onClick={() => setOpen(true)} refused={isDone ? 'It is acknowledged already.' : undefined}>
        Acknowledge
      </Button>
      {isOpen && (
        <Dialog
          title="Acknowledge this finding"
          description="It stays visible as acknowledged, and comes back when the pause ends."
          onClose={() => setOpen(false)}
          footer={
            <>
              <Button onClick={() => setOpen(false)}>Cancel</Button>
              <Button variant="primary" busy={isBusy} onClick={() => void apply()}>
                Acknowledge finding
              </Button>
            </>
          }
        >
          <Field label="Why" error={error}>
            <input className={CONTROL} value={why} onChange={(event) => setWhy(event.target.value)} />
          </Field>
          <Field label="Until">
            <select className={CONTROL} value={days} onChange={(event) => setDays(event.target.value)}>
              {PAUSES.map(([name, value]) => (
                <option key={name} value={value ?? ''}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
        </Dialog>
      )}
    </>
  )
}
