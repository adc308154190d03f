'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { ImportLine } from '@/server/queries/import'

const SIGN = { fact: '✓', known: '·', command: '›', unread: '?', blank: '' } as const
const ROW_PX = 22

type Props = {
  name: string
  lines: readonly ImportLine[]
  more: number // lines that are not shown
  counts: { readonly lines: number; readonly fact: number; readonly known: number; readonly unread: number } | null
  untilLine: number | null
}

/** The text line by line with what was understood of each; lines after the chosen moment are dimmed. */
export function TranscriptLines({ name, lines, more, counts, untilLine }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 30,
  })
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap gap-x-4 border-line border-b px-[var(--gutter)] py-2.5 text-12 text-ink-2">
        <span>
          <strong className="break-all font-strong">{name}</strong> {lines.length + more} lines
          {more > 0 && `, the first ${lines.length} shown`}
        </span>
        {counts && (
          <>
            <span className="ml-auto text-ok-ink">✓ {counts.fact} understood</span>
            <span>· {counts.known} known, not needed</span>
            <span className="text-warn-ink">? {counts.unread} not understood</span>
          </>
        )}
      </p>
      <section ref={frame} aria-label="Transcript" tabIndex={0} className="max-h-[70vh] overflow-auto">
        <ol style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index]
            if (!line) return null
            const isLater = untilLine !== null && line.number > untilLine
            return (
              <li
                key={line.number}
                style={{
                  position: 'absolute',
                  top: 0,
                  left: 0,
                  right: 0,
                  height: ROW_PX,
                  transform: `translateY(${item.start}px)`,
                }}
                className={`grid grid-cols-[44px_16px_minmax(0,1fr)_auto] items-center gap-2 px-[var(--gutter)] font-mono text-12 ${line.kind === 'unread' ? 'bg-warn-tint' : line.kind === 'command' ? 'bg-sunken' : ''} ${isLater ? 'bg-idle-tint' : ''}`}
              >
                <span className="text-right text-ink-3">{line.number}</span>
                <span
                  aria-hidden
                  className={
                    line.kind === 'fact' ? 'text-ok-ink' : line.kind === 'unread' ? 'text-warn-ink' : 'text-ink-3'
                  }
                >
                  {SIGN[line.kind]}
                </span>
                <span
                  className={`truncate whitespace-pre ${line.kind === 'command' ? 'font-strong' : line.kind === 'known' || isLater ? 'text-ink-3' : ''}`}
                >
                  {line.text}
                </span>
                <span
                  className={`whitespace-nowrap font-sans text-11 max-md:hidden ${line.kind === 'unread' ? 'text-warn-ink' : 'text-ink-3'}`}
                >
                  {isLater ? 'after the moment' : line.note}
                </span>
              </li>
            )
          })}
        </ol>
      </section>
    </div>
  )
}
