import type { Metadata, Viewport } from 'next'
import { ThemeProvider } from 'next-themes'
import type { ReactNode } from 'react'
import { Toaster } from 'sonner'
import { Nav } from '@/components/shell/nav'
import { Palette } from '@/components/shell/palette'
import { readShell } from '@/server/queries/shell'
import { findAction } from './actions'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Rollcall', template: '%s · Rollcall' },
  description:
    'Which addresses your guests have configured, which of them the fabric lets through, why not, and the fix.',
}
export const viewport: Viewport = { width: 'device-width', initialScale: 1 }
export const dynamic = 'force-dynamic'

export default async function Layout({ children }: { children: ReactNode }) {
  const facts = await readShell()
  return (
    <html lang="en" suppressHydrationWarning>
      <body className="flex bg-canvas max-md:block max-md:pb-14">
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:bg-surface focus:p-2"
        >
          Skip to content
        </a>
        <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange>
          <Nav facts={facts} now={new Date().toISOString()} />
          <main id="main" className="min-h-screen min-w-0 flex-1 bg-surface">
            {children}
          </main>
          <Palette find={findAction} />
          <Toaster position="bottom-right" />
        </ThemeProvider>
      </body>
    </html>
  )
}
