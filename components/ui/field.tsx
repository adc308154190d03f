import type { ReactNode } from 'react'

/** A labelled control with its hint and, when it was refused, the reason beside it. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  label: string
  hint?: string
  error?: string | null
  children: ReactNode
}) {
  return (
    <label className="grid gap-1 text-12">
      <span className="font-medium text-ink-2">{label}</span>
      {children}
      {error ? (
        <span role="alert" className="text-crit-ink">
          {error}
        </span>
      ) : hint ? (
        <span className="text-ink-3">{hint}</span>
      ) : null}
    </label>
  )
}

export const CONTROL =
  'h-[30px] w-full rounded-2 border border-line-control bg-surface px-2.5 text-13 placeholder:text-ink-3 max-md:h-10'
