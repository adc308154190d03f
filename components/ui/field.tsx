import { cloneElement, type ReactElement, useId } from 'react'

type Control = ReactElement<{ id?: string; 'aria-describedby'?: string | undefined }>

/** A labelled control with its hint and, when it was refused, the reason beside it; both are read out after its name. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  label: string
  hint?: string
  error?: string | null
  children: Control
}) {
  const id = useId()
  const note = error || hint
  return (
    <div className="grid gap-1 text-12">
      <label htmlFor={id} className="font-medium text-ink-2">
        {label}
      </label>
      {cloneElement(children, { id, 'aria-describedby': note ? `${id}-note` : undefined })}
      {note && (
        <span id={`${id}-note`} role={error ? 'alert' : undefined} className={error ? 'text-crit-ink' : 'text-ink-3'}>
          {note}
        </span>
      )}
    </div>
  )
}

export const CONTROL =
  'h-[30px] w-full rounded-2 border border-line-control bg-surface px-2.5 text-13 placeholder:text-ink-3 max-md:h-10'
