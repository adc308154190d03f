'use client'

import { Command } from 'cmdk'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { Dialog } from 'radix-ui'
import { useEffect, useState } from 'react'
import type { SearchHit } from '@/server/queries/search'
import { OPEN_PALETTE } from './palette-button'

const PAUSE_MS = 150
const PLACES: readonly [string, string][] = [
  ['Import evidence', '/import'],
  ['Go to overview', '/'],
  ['Go to topology', '/topology'],
  ['Go to addresses', '/addresses'],
  ['Go to findings', '/findings'],
  ['Go to guests', '/guests'],
  ['Go to hosts', '/hosts'],
  ['Go to HAVIPs', '/havips'],
  ['Go to VPCs', '/vpcs'],
  ['Go to changes', '/changes'],
]

/** Ctrl-K: finds anything by address, prefix, MAC or name, and offers the verbs. */
export function Palette({ find }: { find: (text: string) => Promise<readonly SearchHit[]> }) {
  const [isOpen, setOpen] = useState(false)
  const [text, setText] = useState('')
  const [hits, setHits] = useState<readonly SearchHit[]>([])
  const router = useRouter()
  const { resolvedTheme, setTheme } = useTheme()
  useEffect(() => {
    const open = () => setOpen(true)
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setOpen((held) => !held)
    }
    window.addEventListener(OPEN_PALETTE, open)
    window.addEventListener('keydown', key)
    return () => {
      window.removeEventListener(OPEN_PALETTE, open)
      window.removeEventListener('keydown', key)
    }
  }, [])
  useEffect(() => {
    let isCurrent = true
    const pause = setTimeout(async () => {
      const found = text.trim() === '' ? [] : await find(text).catch(() => [])
      if (isCurrent) setHits(found)
    }, PAUSE_MS)
    return () => {
      isCurrent = false
      clearTimeout(pause)
    }
  }, [text, find])
  const go = (href: string) => {
    setOpen(false)
    setText('')
    router.push(href)
  }
  const verbs = PLACES.filter(([name]) => name.toLowerCase().includes(text.trim().toLowerCase()))
  const row =
    'mx-1.5 flex h-[34px] cursor-pointer items-center gap-2.5 rounded-2 px-2 data-[selected=true]:bg-selected max-md:h-11'
  const heading =
    '[&_[cmdk-group-heading]]:px-3.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:text-ink-3'
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-20 bg-scrim" />
        <Dialog.Content className="-translate-x-1/2 fixed top-24 left-1/2 z-30 w-[min(640px,calc(100vw-24px))] overflow-hidden rounded-3 bg-raised shadow-[var(--shadow)] max-md:top-4">
          <Dialog.Title className="sr-only">Find anything</Dialog.Title>
          <Dialog.Description className="sr-only">
            Type an address, prefix, MAC or name, or what you want to do.
          </Dialog.Description>
          <Command shouldFilter={false} label="Find anything">
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder="Address, prefix, MAC, guest, host, or a verb"
              className="h-[46px] w-full border-line border-b bg-transparent px-3.5 text-15 outline-none placeholder:text-ink-3"
            />
            <Command.List className="max-h-[50vh] overflow-auto pb-2">
              <Command.Empty className="px-3.5 py-6 text-13 text-ink-3">Nothing found for “{text}”.</Command.Empty>
              {hits.length > 0 && (
                <Command.Group heading="Found" className={heading}>
                  {hits.map((hit) => (
                    <Command.Item
                      key={`${hit.href} ${hit.title}`}
                      value={`${hit.href} ${hit.title}`}
                      onSelect={() => go(hit.href)}
                      className={row}
                    >
                      <span className="w-16 flex-none text-11 text-ink-3">{hit.kind}</span>
                      <span className="font-mono text-12">{hit.title}</span>
                      <span className="ml-auto truncate text-12 text-ink-3">{hit.detail}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {verbs.length > 0 && (
                <Command.Group heading="Do" className={heading}>
                  {verbs.map(([name, href]) => (
                    <Command.Item key={href} value={name} onSelect={() => go(href)} className={row}>
                      {name}
                    </Command.Item>
                  ))}
                  <Command.Item
                    value="theme"
                    onSelect={() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark')}
                    className={row}
                  >
                    Switch between light and dark
                  </Command.Item>
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
