'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react'
import { toast } from 'sonner'
import type { Result } from '@/core/result'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { FormControl } from './form-control'
import { askedFields, type FormField, type FormValues, fieldOf, inputOf, type Refusal } from './form-field'

export type Submit = (input: unknown) => Promise<Result<unknown, Refusal>>
type Props = {
  children: ReactNode // what the button that opens the form says
  title: string
  description?: string
  verb: string // what the button that stores says: verb and object
  done: string
  fields: readonly FormField[]
  fixed?: Readonly<Record<string, unknown>> // what the form does not ask: the row's number and state
  submit: Submit
  refused?: string | undefined
  openHref?: string // where to go when it is made; its `id` follows
  variant?: 'primary' | 'plain' | 'quiet'
  size?: 'm' | 's'
  label?: string
}

const startOf = (fields: readonly FormField[]): FormValues =>
  Object.fromEntries(
    fields.map((field) => [
      field.name,
      field.value ?? (field.kind === 'select' ? (field.options?.[0]?.value ?? '') : ''),
    ]),
  )

/** A button that opens a form; refusals stand at the field they are about, and nothing typed is lost. */
export function EditButton({
  children,
  title,
  description,
  verb,
  done,
  fields,
  fixed,
  submit,
  refused,
  openHref,
  variant = 'plain',
  size = 'm',
  label,
}: Props) {
  const [isOpen, setOpen] = useState(false)
  const [values, setValues] = useState<FormValues>({})
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [isBusy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const router = useRouter()
  const formId = useId()
  const asked = askedFields(fields, values)
  const at = refusal ? fieldOf(asked, refusal) : null
  const open = () => {
    setValues(startOf(fields))
    setRefusal(null)
    setOpen(true)
  }
  const apply = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setRefusal(null)
    const result = await submit({ ...inputOf(asked, values), ...fixed }).catch(() => null)
    setBusy(false)
    if (!result?.ok) {
      const told = result?.error ?? {
        status: 503,
        sentence: 'The server did not answer. Nothing you typed is lost; try again.',
        field: null,
      }
      setRefusal(told)
      const name = fieldOf(asked, told)
      if (name) form.current?.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus()
      return
    }
    setOpen(false)
    toast.success(done)
    const made = result.value as { id?: number } | null
    if (openHref && made?.id) router.push(`${openHref}${made.id}`)
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
          {...(description && { description })}
          onClose={() => setOpen(false)}
          footer={
            <>
              <Button onClick={() => setOpen(false)}>Cancel</Button>
              <Button variant="primary" busy={isBusy} onClick={() => form.current?.requestSubmit()}>
                {verb}
              </Button>
            </>
          }
        >
          <form ref={form} id={formId} onSubmit={(event) => void apply(event)} className="grid gap-3" noValidate>
            {asked.map((field, i) => (
              <FormControl
                key={field.name}
                field={field}
                value={values[field.name] ?? ''}
                isFirst={i === 0}
                error={refusal && at === field.name ? refusal.sentence : null}
                onChange={(value) => setValues((held) => ({ ...held, [field.name]: value }))}
              />
            ))}
            {refusal && at === null && (
              <p role="alert" className="rounded-2 bg-crit-tint px-3 py-2 text-12 text-crit-ink">
                {refusal.sentence}
              </p>
            )}
            <button type="submit" hidden tabIndex={-1} aria-hidden>
              {verb}
            </button>
          </form>
        </Dialog>
      )}
    </>
  )
}
