'use client'

import { Search, X } from 'lucide-react'
import { useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState, useTransition } from 'react'
import { StandingMark } from '@/components/audit/standing-mark'

export type StandingCount = { readonly standing: string; readonly count: number; readonly isEstimate: boolean }

const PAUSE_MS = 250 // after the last key, before the list follows

/** Search text, VPC and standing of the address list; the URL holds them all. */
export function AddressFilters({
  vpcs,
  counts,
}: {
  vpcs: readonly { id: number; name: string }[]
  counts: readonly StandingCount[]
}) {
  const router = useRouter()
  const query = useSearchParams()
  const [text, setText] = useState(query.get('q') ?? '')
  const [isPending, startTransition] = useTransition()
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined)
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(query)
    if (value) next.set(name, value)
    else next.delete(name)
    startTransition(() => router.replace(`/addresses?${next}`, { scroll: false }))
  }
  useEffect(() => () => clearTimeout(pause.current), [])
  const chosen = query.get('standing')
  return (
    <div className="border-line border-b px-[var(--gutter)] py-3" aria-busy={isPending}>
      <div className="flex flex-wrap items-center gap-2">
        <label className="flex h-[30px] w-full items-center gap-2 rounded-2 border border-line-control px-2.5 text-12 md:w-[280px]">
          <Search aria-hidden className="size-3.5 text-ink-3" />
          <span className="sr-only">Search addresses</span>
          <input
            type="search"
            value={text}
            placeholder="Address, prefix, MAC, guest"
            className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3"
            onChange={(event) => {
              const value = event.target.value
              setText(value)
              clearTimeout(pause.current)
              pause.current = setTimeout(() => set('q', value.trim()), PAUSE_MS)
            }}
          />
        </label>
        <label className="flex h-[30px] items-center gap-2 rounded-2 border border-line-2 pl-2.5 text-12">
          <span className="text-ink-3">VPC</span>
          <select
            className="h-full bg-surface pr-2"
            value={query.get('vpc') ?? ''}
            onChange={(event) => set('vpc', event.target.value)}
          >
            <option value="">any</option>
            {vpcs.map((vpc) => (
              <option key={vpc.id} value={vpc.id}>
                {vpc.name}
              </option>
            ))}
          </select>
        </label>
        {query.get('subnet') && (
          <button
            type="button"
            className="flex h-[30px] items-center gap-2 rounded-2 border border-line-2 px-2.5 text-12"
            onClick={() => set('subnet', '')}
          >
            one subnet only <X aria-label="Show all subnets" className="size-3" />
          </button>
        )}
        <span className="ml-auto text-12 text-ink-3">worst first, then by address</span>
      </div>
      <ul className="mt-3 flex gap-x-4 gap-y-2 overflow-x-auto whitespace-nowrap" aria-label="Filter by standing">
        {counts.map((entry) => (
          <li key={entry.standing}>
            <button
              type="button"
              aria-pressed={chosen === entry.standing}
              onClick={() => set('standing', chosen === entry.standing ? '' : entry.standing)}
              className={`flex items-center gap-1.5 rounded-1 px-1 py-0.5 text-12 hover:bg-hover ${chosen === entry.standing ? 'bg-selected' : ''} ${chosen && chosen !== entry.standing ? 'opacity-70' : ''}`}
            >
              <StandingMark standing={entry.standing} />
              <span className="font-medium text-ink-2">
                {entry.isEstimate ? '≈ ' : ''}
                {entry.count.toLocaleString('en')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
