'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import type { Result } from '@/core/result'

/** The demo goes with one button; nothing else is touched. */
export function RemoveDemo({ remove }: { remove: () => Promise<Result<unknown, { readonly sentence: string }>> }) {
  const [isBusy, setBusy] = useState(false)
  const router = useRouter()
  const apply = async () => {
    setBusy(true)
    const result = await remove()
    setBusy(false)
    if (!result.ok) return toast.error(result.error.sentence)
    toast.success('The demo is gone.')
    router.refresh()
  }
  return (
    <p className="flex flex-wrap items-center gap-3 border-line border-t px-[var(--gutter)] py-3 text-12 text-ink-3">
      VPC demo is the founding incident on a simulated fabric.
      <Button size="s" busy={isBusy} onClick={() => void apply()}>
        Remove the demo
      </Button>
    </p>
  )
}
