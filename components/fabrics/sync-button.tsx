'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import type { Submit } from '../registry/forms/edit-button'
import { Button } from '../ui/button'

/** Reads a fabric now instead of at its next turn. */
export function SyncButton({ id, name, submit }: { id: number; name: string; submit: Submit }) {
  const [isBusy, setBusy] = useState(false)
  const router = useRouter()
  const sync = async () => {
    setBusy(true)
    const result = await submit({ fabricId: id }).catch(() => null)
    setBusy(false)
    if (result?.ok) toast.success(`Fabric ${name} was read`)
    else toast.error(result?.error.sentence ?? 'The server did not answer; try again.')
    router.refresh()
  }
  return (
    <Button size="s" busy={isBusy} onClick={() => void sync()} label={`Read fabric ${name} now`}>
      Read now
    </Button>
  )
}
