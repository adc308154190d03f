import { Check, ChevronRight, Copy, Link2 } from 'lucide-react'
import { useState } from 'react'
import type { RuleRow } from '@/server/queries/host-rules'
import { ActionChips, MatchChips } from './match-chips'

export type RuleLook = {
  readonly names: Readonly<Record<string, string>>
  readonly asPrinted: boolean
  readonly packetsMax: number
  readonly hasSince: boolean
  readonly step: number | null // on a lit trace, from 1
  readonly isStop: boolean // the trace ends here in a drop
  readonly isOpen: boolean
  readonly isLinked: boolean // the rule that the address of this page names
  readonly linkTo: (line: number) => string // asked only when it is copied
  readonly onPick: (token: string) => void
  readonly onToggle: (line: number) => void
}

const count = (value: number | null): string => value?.toLocaleString('en') ?? '–'

/** One rule: where it is tried, what it asks, what it does, how often it did. Opened it tells its line and its command. */
export function RuleLine({ row, look }: { row: RuleRow; look: RuleLook }) {
  const isDrop = row.actions === 'drop' || row.actions === ''
  const ground = look.isStop
    ? 'bg-crit-tint'
    : look.isLinked
      ? 'bg-selected'
      : look.isOpen
        ? 'bg-hover'
        : 'hover:bg-hover'
  return (
    <div className={`border-line border-b ${ground}`}>
      <div className="rule-grid" data-since={look.hasSince || undefined}>
        <span role="cell" className="area-step flex items-center">
          <button
            type="button"
            aria-expanded={look.isOpen}
            aria-label={`Rule of line ${row.line}`}
            onClick={() => look.onToggle(row.line)}
            className="grid size-6 place-items-center rounded-2 text-ink-3 hover:bg-chip max-md:size-10"
          >
            {look.step === null ? (
              <ChevronRight aria-hidden className={`size-3.5 transition-transform ${look.isOpen ? 'rotate-90' : ''}`} />
            ) : (
              <span
                className={`grid size-[18px] place-items-center rounded-full text-11 font-strong text-ink-on ${look.isStop ? 'bg-crit' : 'bg-ink'}`}
              >
                {look.step}
              </span>
            )}
          </button>
        </span>
        <span role="cell" className="area-where font-mono">
          <span className="font-sans text-ink-3 md:hidden">table </span>
          {row.table}
        </span>
        <span role="cell" className="area-priority text-right font-mono max-md:text-left">
          <span className="font-sans text-ink-3 md:hidden">priority </span>
          {row.priority ?? 'last'}
        </span>
        <span role="cell" className="area-match min-w-0">
          {look.asPrinted ? (
            <code className="break-words font-mono text-ink-2">{row.printed}</code>
          ) : (
            <MatchChips match={row.match} names={look.names} onPick={look.onPick} />
          )}
        </span>
        <span role="cell" className="area-actions min-w-0">
          <ActionChips actions={row.actions} names={look.names} />
        </span>
        <span role="cell" className="area-packets text-right max-md:text-left">
          {count(row.packets)}
          <span className="text-ink-3 md:hidden"> packets</span>
        </span>
        <span role="cell" className="area-bar max-md:hidden">
          <i
            aria-hidden
            className={`block h-2 rounded-[1px] ${isDrop ? 'bg-crit' : 'bg-heat-4'}`}
            style={{
              width: `${row.packets ? Math.max(1, (44 * Math.log1p(row.packets)) / Math.log1p(look.packetsMax)) : 0}px`,
            }}
          />
        </span>
        {look.hasSince && (
          <span
            role="cell"
            className={`area-since text-right max-md:text-left ${row.since && isDrop ? 'font-strong text-crit-ink' : 'text-ink-2'}`}
          >
            {row.since === null ? '–' : row.since > 0 ? `+${count(row.since)}` : '0'}
            <span className="text-ink-3 md:hidden"> since</span>
          </span>
        )}
        <span role="cell" className="area-cookie truncate font-mono text-ink-2 max-md:hidden" title={row.cookie}>
          {row.cookie}
        </span>
      </div>
      {look.isOpen && <RuleDetail row={row} linkTo={look.linkTo} />}
    </div>
  )
}

function RuleDetail({ row, linkTo }: { row: RuleRow; linkTo: RuleLook['linkTo'] }) {
  return (
    <div role="cell" className="grid gap-2 pr-3 pb-3 pl-9 text-12 max-md:pl-3">
      <pre className="ev !whitespace-pre-wrap [overflow-wrap:anywhere]">{row.command ?? row.printed}</pre>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-3">
        <span>
          line {row.line} of the dump · cookie <span className="font-mono">{row.cookie}</span> · {count(row.packets)}{' '}
          packets, {count(row.bytes)} bytes
        </span>
        {row.command !== null && (
          <CopyButton text={() => row.command ?? ''} label="Copy as ovs-ofctl">
            <Copy aria-hidden className="size-3.5" />
          </CopyButton>
        )}
        <CopyButton text={() => linkTo(row.line)} label="Copy link to this rule">
          <Link2 aria-hidden className="size-3.5" />
        </CopyButton>
      </p>
    </div>
  )
}

/** Puts a text on the clipboard, and says so. */
function CopyButton({ text, label, children }: { text: () => string; label: string; children: React.ReactNode }) {
  const [isDone, setDone] = useState(false)
  return (
    <button
      type="button"
      onClick={() => {
        void navigator.clipboard.writeText(text()).then(() => {
          setDone(true)
          setTimeout(() => setDone(false), 2000)
        })
      }}
      className="inline-flex h-6 items-center gap-1.5 rounded-2 px-1.5 font-medium text-ink-2 hover:bg-chip max-md:h-10"
    >
      {isDone ? <Check aria-hidden className="size-3.5" /> : children}
      <span aria-live="polite">{isDone ? 'Copied' : label}</span>
    </button>
  )
}
