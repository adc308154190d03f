'use client'

import { MoonStar } from 'lucide-react'
import { useTheme } from 'next-themes'

export function ThemeToggle() {
  const { resolvedTheme, setTheme } = useTheme()
  return (
    <button
      type="button"
      aria-label="Switch between light and dark"
      onClick={() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark')}
      className="grid size-7 flex-none place-items-center rounded-2 text-ink-2 hover:bg-hover max-md:size-10"
    >
      <MoonStar aria-hidden className="size-4" strokeWidth={1.6} />
    </button>
  )
}
