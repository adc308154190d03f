'use client'

import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/** A question in front of the page; Escape and a click beside it close it. */
export function Dialog({
  title,
  description,
  children,
  footer,
  isWide = false,
  onClose,
}: {
  title: string
  description?: string
  children: ReactNode
  footer?: ReactNode
  isWide?: boolean
  onClose: () => void
}) {
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-20 bg-scrim" />
        <Radix.Content
          aria-describedby={description ? undefined : undefined}
          className={`-translate-x-1/2 fixed top-[10vh] left-1/2 z-30 max-h-[80vh] overflow-auto rounded-3 bg-raised shadow-[var(--shadow)] ${isWide ? 'w-[min(760px,calc(100vw-24px))]' : 'w-[min(560px,calc(100vw-24px))]'}`}
        >
          <div className="grid gap-3 px-5 py-4">
            <Radix.Title className="font-strong text-15">{title}</Radix.Title>
            <Radix.Description className={description ? 'text-13 text-ink-2' : 'sr-only'}>
              {description ?? title}
            </Radix.Description>
            {children}
          </div>
          {footer && (
            <div className="flex flex-wrap justify-end gap-2 border-line border-t bg-canvas px-5 py-3">{footer}</div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
