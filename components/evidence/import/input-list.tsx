'use client'

import { Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import type { ImportPage } from '@/server/queries/import'
import { type DroppedFile, ofList } from './read-dropped'
import { sendFiles } from './send-files'

type Props = {
  page: ImportPage
  selected: number | null
  onRemove: (ordinal: number) => void
  add: (importId: number) => void
}

const STATE = {
  ok: { sign: '✓', look: 'text-ok-ink' },
  asks: { sign: '?', look: 'text-warn-ink' },
  none: { sign: '·', look: 'text-ink-3' },
  broken: { sign: '✕', look: 'text-crit-ink' },
} as const

/** The inputs of a draft, each with what it was recognised as and what became of it. */
export function InputList({ page, selected, onRemove, add }: Props) {
  const [failure, setFailure] = useState<string | null>(null)
  const broken = page.inputs.filter((input) => input.reason !== null).length
  const take = async (files: readonly DroppedFile[]) => {
    const sent = await sendFiles(files, page.id, () => undefined)
    if (sent.ok) add(sent.value.importId)
    else setFailure(sent.error.sentence)
  }
  return (
    <section aria-label="Inputs" className="border-line border-b">
      <p className="flex flex-wrap items-baseline gap-x-4 px-[var(--gutter)] py-2.5 text-12 text-ink-2">
        <strong className="font-strong">{page.inputs.length} inputs</strong>
        {broken > 0 && <span className="text-crit-ink">{broken} could not be read; the others go on</span>}
        <label className="ml-auto cursor-pointer font-medium text-accent focus-within:underline hover:underline">
          Add files…
          <input type="file" multiple className="sr-only" onChange={(event) => void take(ofList(event.target.files))} />
        </label>
      </p>
      {failure && (
        <p role="alert" className="px-[var(--gutter)] pb-2 text-12 text-crit-ink">
          {failure}
        </p>
      )}
      <ul className="max-h-[38vh] overflow-auto border-line border-t">
        {page.inputs.map((input) => {
          const { state, what, came } = say(page, input)
          const isOn = input.ordinal === selected
          return (
            <li
              key={input.ordinal}
              className={`flex items-start gap-2 border-line border-b px-[var(--gutter)] text-12 last:border-b-0 ${isOn ? 'bg-selected' : 'hover:bg-hover'}`}
            >
              <Link
                href={`/import/${page.id}?input=${input.ordinal}`}
                scroll={false}
                aria-current={isOn ? 'true' : undefined}
                className="grid min-w-0 flex-1 grid-cols-[14px_minmax(0,1fr)] gap-x-2 gap-y-0.5 py-1.5 md:grid-cols-[14px_minmax(0,1.2fr)_minmax(0,1fr)_170px]"
              >
                <span aria-hidden className={`font-strong ${STATE[state].look}`}>
                  {STATE[state].sign}
                </span>
                <span className="truncate font-mono" title={input.path}>
                  {input.path}
                </span>
                <span className={`max-md:col-start-2 ${state === 'broken' ? 'text-crit-ink' : 'text-ink-2'}`}>
                  {what}
                </span>
                <span
                  className={`max-md:col-start-2 md:text-right ${state === 'asks' ? 'text-warn-ink' : 'text-ink-3'}`}
                >
                  {came}
                </span>
              </Link>
              <button
                type="button"
                onClick={() => onRemove(input.ordinal)}
                aria-label={`Remove ${input.path}`}
                className="my-1 size-6 rounded-1 text-ink-3 hover:bg-sunken hover:text-ink max-md:size-10"
              >
                <Trash2 aria-hidden size={14} className="mx-auto" />
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function say(
  { preview }: ImportPage,
  { ordinal, reason }: ImportPage['inputs'][number],
): { state: keyof typeof STATE; what: string; came: string } {
  if (reason !== null) return { state: 'broken', what: `not read: ${reason}`, came: '' }
  const read = preview?.inputs.find((one) => one.ordinal === ordinal)
  if (!read) return { state: 'none', what: 'not read yet', came: '' }
  const what = read.formats.length === 0 ? 'nothing recognised' : read.formats.join(', ')
  if (read.refusal) return { state: 'asks', what, came: read.formats.length === 0 ? 'left out' : 'needs an answer' }
  const parts = [
    read.captures > 0 && `${read.captures} new`,
    read.known > 0 && `${read.known} known`,
    read.skipped > 0 && `${read.skipped} left out`,
    read.asked.length > 0 && `${read.asked.length} to confirm`,
    read.standings > 0 && `${read.standings} ${read.standings === 1 ? 'standing changes' : 'standings change'}`,
  ].filter((part) => part !== false)
  const isAsked = read.skipped > 0 || read.asked.length > 0
  return { state: isAsked ? 'asks' : 'ok', what, came: parts.join(', ') || 'taken' }
}
