'use client'

import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/section'

export default function ScreenError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Empty
      title="This page could not be read"
      action={
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      }
    >
      The database may be away, or something went wrong on our side. Nothing was changed.
      {error.digest && <p className="mt-2 text-12 text-ink-3">The log has it under {error.digest}.</p>}
    </Empty>
  )
}
