'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { parseFilter } from '@/core/openflow/filter/parse-filter'
import type { RulePage } from '@/server/queries/host-rules'
import { RuleFilter } from './rule-filter'
import { RuleLine } from './rule-line'
import { type RuleSource, useRulePages } from './rule-pages'

const ROW_PX = 36
const APPLY_MS = 350

/** Writes a part of the address without asking the server for the page again. */
function setQuery(changes: Readonly<Record<string, string | null>>): URL {
  const url = new URL(window.location.href)
  for (const [name, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(name, value)
    else url.searchParams.delete(name)
  }
  return url
}

/** The rules of a dump with their filter. Only rows in sight are in the document; pages come as they scroll into it. */
export function RuleBrowser({
  dumpId,
  beforeId,
  first,
  filter,
  used,
  line,
  place,
  ruleCount,
  path,
}: {
  dumpId: number
  beforeId: number | null
  first: RulePage
  filter: string
  used: readonly string[]
  line: number | null // the rule that the address names
  place: number | null // where it stands among the filtered
  ruleCount: number
  path: readonly { readonly line: number; readonly isStop: boolean }[] // of a trace
}) {
  const [typed, setTyped] = useState(filter)
  const [applied, setApplied] = useState(filter)
  const [asPrinted, setAsPrinted] = useState(false)
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set(line === null ? [] : [line]))
  const source = useMemo<RuleSource>(() => ({ dumpId, beforeId, filter: applied }), [dumpId, beforeId, applied])
  const pages = useRulePages(source, first)
  const usedFields = useMemo(() => new Set(used), [used])
  const list = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: pages.total,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    initialRect: { width: 1000, height: 640 },
  })
  const apply = (text: string) => {
    if (!parseFilter(text).ok || text === applied) return
    setApplied(text)
    window.history.replaceState(null, '', setQuery({ filter: text, line: null }))
    virtual.scrollToOffset(0)
  }
  const later = useRef(apply)
  later.current = apply
  useEffect(() => {
    const timer = setTimeout(() => later.current(typed), APPLY_MS)
    return () => clearTimeout(timer)
  }, [typed])
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where the page opens
  useEffect(() => {
    if (place !== null) virtual.scrollToIndex(place, { align: 'center' })
  }, [])
  const items = virtual.getVirtualItems()
  const [from, to] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  const { need } = pages
  useEffect(() => {
    if (to > 0 || from > 0) need(from, to)
  }, [from, to, need])
  const pick = (token: string) => {
    const quoted = /^[\w.:/=+-]+$/.test(token) ? token : token.replace(/=(.*)$/, '="$1"')
    const text = typed.trim() === '' ? quoted : `${/\|\|/.test(typed) ? `(${typed})` : typed} && ${quoted}`
    setTyped(text)
    apply(text)
  }
  const toggle = (which: number) =>
    setOpened((now) => {
      const copy = new Set(now)
      if (!copy.delete(which)) copy.add(which)
      return copy
    })
  const packetsMax = Math.max(1, ...first.rows.map((row) => row.packets ?? 0))
  const hasSince = beforeId !== null
  return (
    <div className="grid gap-2">
      <div className="grid items-start gap-x-3 gap-y-2 md:grid-cols-[minmax(0,1fr)_auto]">
        <RuleFilter text={typed} used={usedFields} onType={setTyped} onApply={() => apply(typed)} />
        <div className="flex items-center gap-3">
          <p className="whitespace-nowrap text-12 text-ink-2" aria-live="polite">
            {pages.isLoading
              ? 'Looking…'
              : applied === ''
                ? `${ruleCount.toLocaleString('en')} rules`
                : `${pages.total.toLocaleString('en')} of ${ruleCount.toLocaleString('en')}`}
          </p>
          <fieldset className="inline-flex rounded-2 border border-line-2 text-12" aria-label="How rules are written">
            {['Chips', 'As printed'].map((name, i) => (
              <button
                key={name}
                type="button"
                aria-pressed={asPrinted === (i === 1)}
                onClick={() => {
                  setAsPrinted(i === 1)
                  virtual.measure()
                }}
                className={`px-2.5 leading-7 first:rounded-l-[4px] last:rounded-r-[4px] max-md:leading-[38px] ${asPrinted === (i === 1) ? 'bg-ink font-medium text-surface' : 'text-ink-2 hover:bg-hover'}`}
              >
                {name}
              </button>
            ))}
          </fieldset>
        </div>
      </div>
      {pages.failure && (
        <p role="alert" className="text-12 text-crit-ink">
          More rules could not be read: {pages.failure}
        </p>
      )}
      {pages.total === 0 ? (
        <p className="border-line border-t py-4 text-13 text-ink-3">
          {pages.isLoading
            ? 'Looking…'
            : `No rule fits this filter; it hides ${ruleCount === 1 ? 'the only one' : `all ${ruleCount.toLocaleString('en')}`}.`}
        </p>
      ) : (
        <div
          ref={list}
          tabIndex={0}
          role="table"
          aria-label="Rules"
          aria-rowcount={pages.total + 1}
          className="max-h-[min(74vh,860px)] overflow-auto border-line border-t text-12 [overflow-anchor:none] [scrollbar-gutter:stable]"
        >
          <div
            role="row"
            aria-rowindex={1}
            data-since={hasSince || undefined}
            className="rule-grid rule-head sticky top-0 z-[2] border-line-2 border-b bg-surface text-11 font-medium text-ink-3"
          >
            {[
              'Step',
              'Table',
              'Prio',
              'Match',
              'Action',
              'Packets',
              'Share',
              ...(hasSince ? ['Since'] : []),
              'Cookie',
            ].map((name) => (
              <span
                key={name}
                role="columnheader"
                className={name === 'Prio' || name === 'Packets' || name === 'Since' ? 'text-right' : ''}
              >
                {name === 'Step' || name === 'Share' ? <span className="sr-only">{name}</span> : name}
              </span>
            ))}
          </div>
          <div role="rowgroup" style={{ height: virtual.getTotalSize() }}>
            <div style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
              {items.map((item) => {
                const found = pages.rowAt(item.index)
                const step = found ? path.findIndex((one) => one.line === found.row.line) : -1
                return (
                  <div
                    key={item.key}
                    ref={virtual.measureElement}
                    data-index={item.index}
                    role="row"
                    aria-rowindex={item.index + 2}
                  >
                    {found ? (
                      <RuleLine
                        row={found.row}
                        look={{
                          names: found.page.names,
                          asPrinted,
                          packetsMax,
                          hasSince,
                          step: step < 0 ? null : step + 1,
                          isStop: path[step]?.isStop ?? false,
                          isOpen: opened.has(found.row.line),
                          isLinked: found.row.line === line,
                          linkTo: (which) => `${setQuery({ line: String(which), dump: String(dumpId) })}`,
                          onPick: pick,
                          onToggle: toggle,
                        }}
                      />
                    ) : (
                      <div className="flex h-9 items-center border-line border-b px-9">
                        <span role="cell" className="h-2.5 w-2/5 rounded-1 bg-chip">
                          <span className="sr-only">Rule {item.index + 1} is being read</span>
                        </span>
                      </div>
                    )}
                  </div>
                )
              })}
            </div>
          </div>
        </div>
      )}
    </div>
  )
}
