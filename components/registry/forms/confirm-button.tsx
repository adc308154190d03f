'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { CONTROL, Field } from '../../ui/field'
import type { Submit } from './edit-button'

type Props = {
  children: ReactNode
  title: string
  consequence: string
  verb: string
  done: string
  input: Readonly<Record<string, unknown>>
  submit: Submit
  typed?: string // what has to be typed first: the name of what is about to go
  refused?: string | undefined
  afterHref?: string
  variant?: 'plain' | 'quiet'
  size?: 'm' | 's'
  label?: string
  isDanger?: boolean
}

/** A button that asks before it acts: what will be gone, why it is done, and for large things their name. */
export function ConfirmButton({
  children,
  title,
  consequence,
  verb,
  done,
  input,
  submit,
  typed,
  refused,
  afterHref,
  variant = 'plain',
  size = 'm',
  label,
  isDanger = true,
}: Props) {
  const [isOpen, setOpen] = useState(false)
  const [why, setWhy] = useState('')
  const [name, setName] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const router = useRouter()
  const open = () => {
    setWhy('')
    setName('')
    setError(null)
    setOpen(true)
  }
  const apply = async () => {
    setBusy(true)
    const result = await submit({ ...input, why }).catch(() => null)
    setBusy(false)
    if (!result?.ok) return setError(result?.error.sentence ?? 'The server did not answer; try again.')
    setOpen(false)
    toast.success(done)
    if (afterHref) router.push(afterHref)
    router.refresh()
  }
  return (
    <>
      <Button variant={variant} size={size} refused={refused} onClick={open} {...(label && { label })}>
        {children}
      </Button>
      {isOpen && (
        <Dialog
          title={title}
          description={consequence}
          onClose={() => setOpen(false)}
          footer={
            <>
              <Button onClick={() => setOpen(false)}>Cancel</Button>
              <Button
                variant={isDanger ? 'danger' : 'primary'}
                busy={isBusy}
                refused={typed && name.trim() !== typed ? `Type ${typed} first.` : undefined}
                onClick={() => void apply()}
              >
                {verb}
              </Button>
            </>
          }
        >
          {typed && (
            <Field label={`Type ${typed} to confirm`}>
              <input
                className={`${CONTROL} font-mono`}
                value={name}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setName(event.target.value)}
              />
            </Field>
          )}
          <Field label="Why" hint="Kept in the log of changes.">
            <input className={CONTROL} value={why} onChange={(event) => setWhy(event.target.value)} />
          </Field>
          {error && (
            <p role="alert" className="rounded-2 bg-crit-tint px-3 py-2 text-12 text-crit-ink">
              {error}
            </p>
          )}
        </Dialog>
      )}
    </>
  )
}
