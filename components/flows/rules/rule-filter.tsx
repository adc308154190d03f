import { Search, X } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { completeFilter } from '@/core/openflow/filter/complete-filter'
import { explainFilter } from '@/core/openflow/filter/format-filter'
import { parseFilter } from '@/core/openflow/filter/parse-filter'

const EXAMPLE = 'table=10 && arp_spa=172.17.20.0/24 && actions~drop'

/** The filter as it is typed: what it means, or where it is wrong and why; keys are offered as one types. */
export function RuleFilter({
  text,
  used,
  onType,
  onApply,
}: {
  text: string
  used: ReadonlySet<string>
  onType: (text: string) => void
  onApply: () => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [caret, setCaret] = useState<number | null>(null)
  const [chosen, setChosen] = useState(-1)
  const id = useId()
  const read = parseFilter(text)
  const offers = caret === null ? [] : completeFilter(text, caret, used)
  const isOpen = offers.length > 0
  const accept = (offer: (typeof offers)[number]) => {
    onType(text.slice(0, offer.from) + offer.text + text.slice(offer.to))
    const end = offer.from + offer.text.length
    setChosen(-1)
    setCaret(end)
    requestAnimationFrame(() => input.current?.setSelectionRange(end, end))
  }
  const onKey = (event: React.KeyboardEvent) => {
    if (event.key === 'ArrowDown' && isOpen) setChosen((chosen + 1) % offers.length)
    else if (event.key === 'ArrowUp' && isOpen)
      setChosen(((chosen + offers.length) % (offers.length + 1)) - (chosen < 0 ? 1 : 0))
    else if (event.key === 'Escape' && isOpen) setCaret(null)
    else if ((event.key === 'Enter' || event.key === 'Tab') && isOpen && offers[chosen]) accept(offers[chosen])
    else if (event.key === 'Enter') {
      setCaret(null)
      onApply()
    } else return
    if (event.key !== 'Tab' || offers[chosen]) event.preventDefault()
  }
  return (
    <div className="grid gap-1">
      <div className="relative">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-3.5 text-ink-3 max-md:top-3" />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label="Filter rules"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-activedescendant={chosen >= 0 && isOpen ? `${id}-${chosen}` : undefined}
          aria-invalid={!read.ok}
          aria-describedby={`${id}-note`}
          autoComplete="off"
          spellCheck={false}
          value={text}
          placeholder={EXAMPLE}
          onChange={(event) => {
            onType(event.target.value)
            setCaret(event.target.selectionStart)
            setChosen(-1)
          }}
          onClick={(event) => setCaret(event.currentTarget.selectionStart)}
          onBlur={() => setCaret(null)}
          onKeyDown={onKey}
          className={`h-[30px] w-full rounded-2 border bg-surface pr-8 pl-8 font-mono text-12 placeholder:text-ink-3 max-md:h-10 ${read.ok ? 'border-line-control' : 'border-crit'}`}
        />
        {text !== '' && (
          <button
            type="button"
            aria-label="Clear the filter"
            onClick={() => onType('')}
            className="absolute top-[3px] right-1 grid size-6 place-items-center rounded-2 text-ink-3 hover:bg-hover max-md:top-0 max-md:size-10"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        )}
        <ul
          id={`${id}-list`}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the list of a combobox, WAI-ARIA 1.2
          role="listbox"
          aria-label="Ways to go on"
          hidden={!isOpen}
          className="absolute z-[6] mt-1 w-full max-w-[460px] overflow-hidden rounded-3 bg-raised py-1 shadow-[var(--shadow)]"
        >
          {offers.map((offer, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: arrow keys and Enter are handled by the combobox
            <li
              key={offer.text}
              id={`${id}-${i}`}
              // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: an option of the list above
              role="option"
              aria-selected={i === chosen}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => accept(offer)}
              className={`flex cursor-pointer items-baseline gap-3 px-3 py-1 text-12 hover:bg-hover ${i === chosen ? 'bg-selected' : ''}`}
            >
              <span className="font-mono">{offer.text}</span>
              <span className="truncate text-ink-3">{offer.hint}</span>
            </li>
          ))}
        </ul>
      </div>
      <p id={`${id}-note`} role={read.ok ? undefined : 'alert'} className="min-h-4 text-12">
        {read.ok ? (
          <span className="text-ink-3">
            {read.value
              ? `Where ${explainFilter(read.value)}.`
              : 'Words, or conditions joined by && || ! and brackets.'}
          </span>
        ) : (
          <span className="text-crit-ink">
            Column {read.error.column}: {read.error.reason}{' '}
            {read.error.length > 0 && (
              <code className="font-mono text-ink-2">
                {text.slice(Math.max(0, read.error.column - 13), read.error.column - 1)}
                <mark data-bad>
                  {text.slice(read.error.column - 1, read.error.column - 1 + Math.min(40, read.error.length))}
                </mark>
              </code>
            )}
          </span>
        )}
      </p>
    </div>
  )
}
