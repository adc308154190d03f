'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { CONTROL, Field } from '@/components/ui/field'
import type { Result } from '@/core/result'

export type Acknowledge = (
  input: unknown,
) => Promise<Result<{ readonly acknowledged: number }, { readonly sentence: string }>>

/** Sets several findings aside with one reason. */
export function AcknowledgeDialog({
  findingIds,
  acknowledge,
  onClose,
  onDone,
}: {
  findingIds: readonly number[]
  acknowledge: Acknowledge
  onClose: () => void
  onDone: () => void
}) {
  const [why, setWhy] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const router = useRouter()
  const apply = async () => {
    setBusy(true)
    const result = await acknowledge({ findingIds, why })
    setBusy(false)
    if (!result.ok) return setError(result.error.sentence)
    toast.success(`${result.value.acknowledged} acknowledged`)
    onDone()
    onClose()
    router.refresh()
  }
  return (
    <Dialog
      title={`Acknowledge ${findingIds.length} ${findingIds.length === 1 ? 'finding' : 'findings'}`}
      description="They stay visible as acknowledged."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={isBusy}
            onClick={() => void apply()}
            refused={why.trim().length < 3 ? 'Say why first.' : undefined}
          >
            Acknowledge {findingIds.length}
          </Button>
        </>
      }
    >
      <Field label="Why" hint="Goes into the log of changes." error={error}>
        <input className={CONTROL} value={why} onChange={(event) => setWhy(event.target.value)} />
      </Field>
    </Dialog>
  )
}
