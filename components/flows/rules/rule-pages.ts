import { useCallback, useEffect, useRef, useState } from 'react'
import type { RulePage, RuleRow } from '@/server/queries/host-rules'

export const PAGE_ROWS = 100
const PAGES_MAX = 40 // 4,000 rules; what is scrolled away from is asked for again

export type RuleSource = { readonly dumpId: number; readonly beforeId: number | null; readonly filter: string }
type Held = { readonly source: RuleSource; readonly total: number; readonly pages: ReadonlyMap<number, RulePage> }

const urlOf = ({ dumpId, beforeId, filter }: RuleSource, page: number): string => {
  const query = new URLSearchParams({ dump: String(dumpId), from: String(page * PAGE_ROWS), count: String(PAGE_ROWS) })
  if (filter) query.set('filter', filter)
  if (beforeId !== null) query.set('before', String(beforeId))
  return `/api/v1/flow-rules?${query}`
}

const placed = (source: RuleSource, first: RulePage): Held => ({
  source,
  total: first.total,
  pages: new Map([[Math.floor(first.from / PAGE_ROWS), first]]),
})

/** The rules of a dump by their place, fetched page by page as they come into sight; far pages are forgotten. */
export function useRulePages(source: RuleSource, first: RulePage) {
  const [held, setHeld] = useState<Held>(() => placed(source, first))
  const [failure, setFailure] = useState<string | null>(null)
  const asked = useRef(new Set<string>())
  const isCurrent =
    held.source.dumpId === source.dumpId &&
    held.source.filter === source.filter &&
    held.source.beforeId === source.beforeId
  const fetchPage = useCallback(
    async (page: number) => {
      const url = urlOf(source, page)
      if (asked.current.has(url)) return
      asked.current.add(url)
      try {
        const answer = await fetch(url)
        const body = (await answer.json()) as RulePage & { sentence?: string }
        if (!answer.ok) throw new Error(body.sentence ?? `the server answered ${answer.status}`)
        setFailure(null)
        setHeld((now) => {
          const isSame = now.source.filter === source.filter && now.source.dumpId === source.dumpId
          if (!isSame) return page === 0 ? placed(source, body) : now
          const pages = new Map(now.pages).set(page, body)
          if (pages.size > PAGES_MAX) {
            const far = [...pages.keys()].sort((a, b) => Math.abs(b - page) - Math.abs(a - page))[0]
            if (far !== undefined) pages.delete(far)
          }
          return { source, total: body.total, pages }
        })
      } catch (error) {
        setFailure(error instanceof Error ? error.message : String(error))
      } finally {
        asked.current.delete(url)
      }
    },
    [source],
  )
  useEffect(() => {
    if (!isCurrent) void fetchPage(0)
  }, [isCurrent, fetchPage])
  /** Asks for the pages of these places that are not there yet. */
  const need = useCallback(
    (from: number, to: number) => {
      for (let page = Math.floor(from / PAGE_ROWS); page <= Math.floor(to / PAGE_ROWS); page++)
        if (isCurrent && !held.pages.has(page)) void fetchPage(page)
    },
    [fetchPage, held, isCurrent],
  )
  const rowAt = (place: number): { row: RuleRow; page: RulePage } | null => {
    const page = held.pages.get(Math.floor(place / PAGE_ROWS))
    const row = page?.rows[place - page.from]
    return page && row ? { row, page } : null
  }
  return { total: held.total, rowAt, need, failure, isLoading: !isCurrent }
}
