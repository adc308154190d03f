import type { ReactNode } from 'react'

/** A part of a page under its heading, ruled off and not boxed. */
export function Section({
  title,
  hint,
  actions,
  children,
  id,
}: {
  title: ReactNode
  hint?: ReactNode
  actions?: ReactNode
  children: ReactNode
  id?: string
}) {
  return (
    <section id={id} className="border-line border-t px-[var(--gutter)] py-5 first:border-t-0">
      <header className="mb-2.5 flex min-h-[22px] flex-wrap items-baseline gap-x-2.5 gap-y-1">
        <h2>{title}</h2>
        {hint && <p className="text-12 text-ink-3">{hint}</p>}
        {actions && <div className="ml-auto flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </section>
  )
}

/** The head of a page: its name, what it is, and what can be done. */
export function PageHeader({
  title,
  subtitle,
  actions,
}: {
  title: ReactNode
  subtitle?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-[var(--gutter)] py-4">
      <h1 className="font-strong text-20">{title}</h1>
      {subtitle && <p className="text-13 text-ink-3">{subtitle}</p>}
      {actions && <div className="ml-auto flex flex-wrap gap-2">{actions}</div>}
    </div>
  )
}

/** What there is to see when there is nothing. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid max-w-[520px] gap-2 px-[var(--gutter)] py-10">
      <h2>{title}</h2>
      <div className="text-13 text-ink-2">{children}</div>
      {action && <div className="mt-2 flex flex-wrap gap-2">{action}</div>}
    </div>
  )
}

/** Terms and their values, two columns. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-12">
      {items.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-ink-3">{term}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const NOTE = {
  crit: 'bg-crit-tint',
  warn: 'bg-warn-tint',
  ok: 'bg-ok-tint',
  info: 'bg-info-tint',
  blind: 'bg-blind-tint',
  idle: 'bg-sunken',
} as const

export function Note({ meaning, children }: { meaning: keyof typeof NOTE; children: ReactNode }) {
  return <div className={`rounded-2 px-3 py-2.5 text-13 ${NOTE[meaning]}`}>{children}</div>
}

export function Chip({ children }: { children: ReactNode }) {
  return (
    <span className="inline-flex h-5 items-center gap-1.5 whitespace-nowrap rounded-1 bg-chip px-1.5 text-12 text-ink-2">
      {children}
    </span>
  )
}
