'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'

const LOOK = {
  primary: 'bg-button border-button text-button-ink hover:bg-button-hover',
  plain: 'bg-surface border-line-2 text-ink hover:bg-hover',
  danger: 'bg-crit-ink border-crit-ink text-ink-on hover:opacity-90',
  quiet: 'border-transparent bg-transparent text-ink-2 hover:bg-hover',
} as const

type Props = {
  children: ReactNode
  variant?: keyof typeof LOOK
  size?: 'm' | 's'
  busy?: boolean
  refused?: string | undefined // why it cannot be done now: the button stays and says so
  href?: string
  download?: string // a file to fetch
  hint?: string // more than the verb says
  type?: 'button' | 'submit'
  onClick?: () => void
  label?: string
}

/** A verb with its object. A refused button stays visible and says why. */
export function Button({
  children,
  variant = 'plain',
  size = 'm',
  busy = false,
  refused,
  href,
  download,
  hint,
  type = 'button',
  onClick,
  label,
}: Props) {
  const shape = `inline-flex items-center justify-center gap-1.5 rounded-2 border font-medium whitespace-nowrap ${size === 's' ? 'h-[26px] px-2.5 text-12 max-md:h-[34px]' : 'h-[30px] px-3 text-13 max-md:h-10'}`
  if (refused) {
    return (
      <button
        type="button"
        aria-disabled
        title={refused}
        aria-label={label}
        className={`${shape} cursor-not-allowed border-line bg-sunken text-ink-3`}
      >
        {children}
        <span className="sr-only">: {refused}</span>
      </button>
    )
  }
  if (download) {
    return (
      <a href={download} download title={hint} aria-label={label} className={`${shape} ${LOOK[variant]}`}>
        {children}
      </a>
    )
  }
  if (href) {
    return (
      <Link href={href} title={hint} aria-label={label} className={`${shape} ${LOOK[variant]}`}>
        {children}
      </Link>
    )
  }
  return (
    <button
      type={type}
      aria-busy={busy}
      title={hint}
      aria-label={label}
      onClick={busy ? undefined : onClick}
      className={`${shape} ${LOOK[variant]} ${busy ? 'opacity-70' : ''}`}
    >
      {busy ? 'Working…' : children}
    </button>
  )
}
