import Link from 'next/link'
import { PaletteButton } from './palette-button'
import { ThemeToggle } from './theme-toggle'

/** Where one is, search, the time this page speaks of, and the palette of the screen. */
export function TopBar({
  crumbs,
  now,
}: {
  crumbs: readonly { readonly label: string; readonly href?: string }[]
  now: string
}) {
  return (
    <div className="sticky top-0 z-[5] flex h-[var(--topbar)] items-center gap-3 border-line border-b bg-surface px-[var(--gutter)]">
      <nav aria-label="Path" className="flex min-w-0 items-center gap-1.5 truncate whitespace-nowrap text-ink-3">
        {crumbs.map((crumb, i) => (
          <span key={crumb.label} className="flex items-center gap-1.5">
            {i > 0 && <span aria-hidden>/</span>}
            {crumb.href ? (
              <Link href={crumb.href} className="hover:text-ink">
                {crumb.label}
              </Link>
            ) : (
              <span className={i === crumbs.length - 1 ? 'font-medium text-ink' : ''}>{crumb.label}</span>
            )}
          </span>
        ))}
      </nav>
      <PaletteButton />
      <span className="whitespace-nowrap text-12 text-ink-3 max-md:hidden">as of {now.slice(11, 19)} UTC</span>
      <ThemeToggle />
    </div>
  )
}
