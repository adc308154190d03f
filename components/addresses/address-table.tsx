'use client'

import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useSelection } from '@/components/ui/use-selection'
import type { AddressCursor, AddressPage, AddressRow } from '@/server/queries/list-addresses'
import { AddressLine } from './address-line'
import { type BulkVerbs, SelectionBar } from './selection-bar'

const ROW_PX = 28
const ROW_PX_NARROW = 60
const COLUMNS = [
  '',
  'Address',
  'Standing',
  'C  R  P',
  'Interface',
  'Host',
  'Kind',
  'C age',
  'R age',
  'P age',
  'Finding',
]

const keyOf = (row: AddressRow): string => `${row.nicId} ${row.address}`

/** The address list: pages are fetched by key as they scroll into view; only rows in sight are in the document. */
export function AddressTable({
  first,
  query,
  now,
  verbs,
}: {
  first: AddressPage
  query: string
  now: string
  verbs: BulkVerbs
}) {
  const [rows, setRows] = useState<readonly AddressRow[]>(first.rows)
  const [next, setNext] = useState<AddressCursor | null>(first.next)
  const [failure, setFailure] = useState<string | null>(null)
  const { chosen, boxOf, clear } = useSelection(rows, keyOf)
  const isNarrow = useNarrow()
  const fetching = useRef(false)
  const list = useRef<HTMLDivElement>(null)
  const [margin, setMargin] = useState(0)
  useEffect(() => setMargin(list.current?.offsetTop ?? 0), [])
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => (isNarrow ? ROW_PX_NARROW : ROW_PX),
    overscan: 20,
    scrollMargin: margin,
  })
  const rowPx = isNarrow ? ROW_PX_NARROW : ROW_PX
  useEffect(() => {
    if (rowPx > 0) virtual.measure()
  }, [virtual, rowPx])
  const loadMore = useCallback(async () => {
    if (!next || fetching.current) return
    fetching.current = true
    setFailure(null)
    try {
      const answer = await fetch(`/api/v1/addresses?${query}&after=${encodeURIComponent(JSON.stringify(next))}`)
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
      const page = (await answer.json()) as AddressPage
      setRows((held) => [...held, ...page.rows])
      setNext(page.next)
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    } finally {
      fetching.current = false
    }
  }, [next, query])
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (lastShown > rows.length - 40 && !failure) void loadMore()
  }, [lastShown, rows.length, loadMore, failure])
  return (
    <>
      <div role="table" aria-label="Addresses" aria-rowcount={next ? -1 : rows.length + 1} className="text-12">
        <div
          role="row"
          className="address-grid sticky top-[var(--topbar)] z-[2] hidden h-[26px] items-center border-line-2 border-b bg-surface text-11 text-ink-3 md:grid"
        >
          {COLUMNS.map((name, i) => (
            <span
              role="columnheader"
              key={name || 'select'}
              className={`font-medium ${i >= 7 && i <= 9 ? 'text-right' : ''}`}
            >
              {name ? (
                <span className={i === 3 ? 'grid w-[58px] grid-cols-3 text-center' : ''}>
                  {i === 3
                    ? ['C', 'R', 'P'].map((letter) => (
                        <i key={letter} className="not-italic">
                          {letter}
                        </i>
                      ))
                    : name}
                </span>
              ) : (
                <span className="sr-only">Select</span>
              )}
            </span>
          ))}
        </div>
        <div ref={list} style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const row = rows[item.index]
            return row ? (
              <AddressLine
                key={keyOf(row)}
                row={row}
                now={now}
                isSelected={chosen.has(keyOf(row))}
                box={boxOf(item.index)}
                style={{
                  position: 'absolute',
                  top: 0,
                  left: 0,
                  right: 0,
                  height: item.size,
                  transform: `translateY(${item.start - margin}px)`,
                }}
              />
            ) : null
          })}
        </div>
      </div>
      {failure && (
        <p className="px-[var(--gutter)] py-3 text-12 text-crit-ink" role="alert">
          The next rows could not be read: {failure}.{' '}
          <button type="button" className="font-medium text-accent" onClick={() => void loadMore()}>
            Try again
          </button>
        </p>
      )}
      <SelectionBar
        verbs={verbs}
        rows={[...chosen.values()]}
        shown={rows.length}
        hasMore={next !== null}
        onClear={clear}
      />
    </>
  )
}

function useNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(false)
  useEffect(() => {
    const media = window.matchMedia('(max-width: 760px)')
    const follow = () => setNarrow(media.matches)
    follow()
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [])
  return isNarrow
}
