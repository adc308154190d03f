'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { CONTROL, Field } from '@/components/ui/field'
import type { Result } from '@/core/result'

type Send = (input: unknown) => Promise<Result<unknown, { readonly sentence: string }>>
type Props = {
  captureId: number
  guest: string | null
  others: readonly { readonly id: number; readonly name: string }[]
  withdraw: Send
  rebind: Send
}

/** Withdraws a wrong capture, or gives it to the guest it is really from. */
export function CaptureVerbs({ captureId, guest, others, withdraw, rebind }: Props) {
  const [deed, setDeed] = useState<'withdraw' | 'rebind' | null>(null)
  const [why, setWhy] = useState('')
  const [guestId, setGuestId] = useState(String(others[0]?.id ?? ''))
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const router = useRouter()
  const apply = async () => {
    setBusy(true)
    const result =
      deed === 'withdraw'
        ? await withdraw({ captureId, why })
        : await rebind({ captureId, guestId: Number(guestId), why })
    setBusy(false)
    if (!result.ok) return setError(result.error.sentence)
    setDeed(null)
    toast.success(
      deed === 'withdraw'
        ? 'Capture withdrawn; its guest was judged again.'
        : 'Capture moved; both guests were judged again.',
    )
    router.refresh()
  }
  return (
    <>
      <Button
        onClick={() => setDeed('rebind')}
        refused={others.length === 0 ? 'There is no other guest in this VPC.' : undefined}
      >
        Bind to another guest…
      </Button>
      <Button onClick={() => setDeed('withdraw')}>Withdraw capture…</Button>
      {deed && (
        <Dialog
          title={
            deed === 'withdraw' ? `Withdraw capture #${captureId}?` : `Bind capture #${captureId} to another guest`
          }
          description={
            deed === 'withdraw'
              ? `Its text stays. What ${guest ?? 'the guest'} has configured is derived again from the other captures.`
              : 'What both guests have configured is derived again.'
          }
          onClose={() => setDeed(null)}
          footer={
            <>
              <Button onClick={() => setDeed(null)}>Cancel</Button>
              <Button variant={deed === 'withdraw' ? 'danger' : 'primary'} busy={isBusy} onClick={() => void apply()}>
                {deed === 'withdraw' ? 'Withdraw capture' : 'Bind capture'}
              </Button>
            </>
          }
        >
          {deed === 'rebind' && (
            <Field label="Guest">
              <select className={CONTROL} value={guestId} onChange={(event) => setGuestId(event.target.value)}>
                {others.map((other) => (
                  <option key={other.id} value={other.id}>
                    {other.name}
                  </option>
                ))}
              </select>
            </Field>
          )}
          <Field label="Why" error={error}>
            <input className={CONTROL} value={why} onChange={(event) => setWhy(event.target.value)} />
          </Field>
        </Dialog>
      )}
    </>
  )
}
