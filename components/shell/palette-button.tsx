'use client'

import { Search } from 'lucide-react'

export const OPEN_PALETTE = 'rollcall:palette'

export function PaletteButton() {
  return (
    <button
      type="button"
      onClick={() => window.dispatchEvent(new Event(OPEN_PALETTE))}
      className="ml-auto flex h-7 items-center gap-2 whitespace-nowrap rounded-2 border border-line-2 bg-surface px-2 text-12 text-ink-3 md:w-[290px] max-md:size-10 max-md:justify-center max-md:border-0"
    >
      <Search aria-hidden className="size-3.5" />
      <span className="max-md:sr-only">Find an address, MAC, host</span>
      <kbd className="ml-auto rounded-1 border border-line-2 bg-canvas px-1 font-sans text-[10.5px] max-md:hidden">
        Ctrl K
      </kbd>
    </button>
  )
}
