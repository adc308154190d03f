'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import type { Result } from '@/core/result'
import { Button } from '../../ui/button'
import { CONTROL, Field } from '../../ui/field'
import { Note, Section } from '../../ui/section'
import type { Refusal } from './form-field'

type Counts = {
  readonly subnets: number
  readonly guests: number
  readonly nics: number
  readonly havips: number
  readonly registrations: number
  readonly unchanged: number
}
type Preview = {
  readonly rows: number
  readonly counts: Counts
  readonly problems: readonly { readonly row: number; readonly column: string; readonly reason: string }[]
  readonly problemCount: number
}
type Props = {
  readonly preview: (input: unknown) => Promise<Result<Preview, Refusal>>
  readonly store: (
    input: unknown,
  ) => Promise<Result<{ readonly counts: Counts; readonly changeId: number | null }, Refusal>>
}

const LOST: Refusal = {
  status: 503,
  sentence: 'The server did not answer; nothing was stored. Try again.',
  field: null,
}
const SHOWN_MAX = 200_000 // a browser edits no more characters at ease; a larger file is shown in part and stored whole
const BYTES_MAX = 16 * 1024 * 1024
const WORDS: readonly [keyof Counts, string][] = [
  ['registrations', 'registrations'],
  ['nics', 'interfaces'],
  ['guests', 'guests'],
  ['havips', 'HAVIPs'],
  ['subnets', 'subnets'],
]

/** Reads a CSV, shows what it would do and what is wrong with which row, and stores all of it or nothing. */
export function CsvImport({ preview, store }: Props) {
  const [text, setText] = useState('')
  const [found, setFound] = useState<Preview | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [busy, setBusy] = useState<'preview' | 'store' | null>(null)
  const router = useRouter()
  const change = (next: string) => {
    setText(next)
    setFound(null)
    setRefusal(null)
  }
  const read = async (file: File | undefined) => {
    if (!file) return
    if (file.size > BYTES_MAX)
      return setRefusal({ status: 413, sentence: 'The file is larger than 16 MiB.', field: 'text' })
    change(await file.text())
  }
  const check = async () => {
    setBusy('preview')
    const result = await preview({ text }).catch(() => null)
    setBusy(null)
    if (result?.ok) setFound(result.value)
    setRefusal(result?.ok ? null : (result?.error ?? LOST))
  }
  const apply = async () => {
    setBusy('store')
    const result = await store({ text }).catch(() => null)
    setBusy(null)
    if (!result?.ok) return setRefusal(result?.error ?? LOST)
    toast.success(
      result.value.changeId === null ? 'Everything was so already' : `Stored, change #${result.value.changeId}`,
    )
    change('')
    router.refresh()
  }
  const made = found
    ? WORDS.filter(([key]) => found.counts[key] > 0).map(
        ([key, word]) => `${found.counts[key].toLocaleString('en')} ${word}`,
      )
    : []
  const refusedStore =
    found === null
      ? 'Preview it first.'
      : found.problemCount > 0
        ? `${found.problemCount} rows cannot be stored: correct them first. An import is stored whole or not at all.`
        : made.length === 0
          ? 'Every row is stored already.'
          : undefined
  return (
    <>
      <Section title="Import" hint="nothing is stored before you confirm">
        <div className="grid max-w-[860px] gap-3">
          <Field label="CSV file" hint="At most 16 MiB and 100,000 rows.">
            <input
              type="file"
              accept=".csv,text/csv"
              className="text-12 text-ink-2 file:mr-3 file:h-[30px] file:cursor-pointer file:rounded-2 file:border file:border-line-2 file:bg-surface file:px-3 file:font-medium file:text-13 file:text-ink"
              onChange={(event) => void read(event.target.files?.[0])}
            />
          </Field>
          <Field label="Or its text" error={refusal?.sentence ?? null}>
            <textarea
              className={`${CONTROL} h-auto py-1.5 font-mono max-md:h-auto`}
              rows={8}
              spellCheck={false}
              value={text.length > SHOWN_MAX ? text.slice(0, SHOWN_MAX) : text}
              readOnly={text.length > SHOWN_MAX}
              onChange={(event) => change(event.target.value)}
              placeholder={
                'vpc,subnet,host,guest,nic,mac,kind,address,havip\nprod,172.17.16.0/20,hvA,vmA,eth0,00:16:3e:0a:5c:f1,primary,172.17.20.29,'
              }
            />
          </Field>
          <div className="flex flex-wrap gap-2">
            <Button
              variant={found && !refusedStore ? 'plain' : 'primary'}
              busy={busy === 'preview'}
              refused={text.trim() === '' ? 'Choose a file or paste its text first.' : undefined}
              onClick={() => void check()}
            >
              Preview rows
            </Button>
            <Button variant="primary" busy={busy === 'store'} refused={refusedStore} onClick={() => void apply()}>
              Store {found ? found.rows.toLocaleString('en') : ''} rows
            </Button>
          </div>
        </div>
      </Section>
      {found && (
        <Section title="What it would do" hint={`${found.rows.toLocaleString('en')} rows read`}>
          <div className="grid gap-3" aria-live="polite">
            <p className="text-13">
              {made.length === 0 ? 'Nothing would be created.' : `Would create ${made.join(', ')}.`}
              {found.counts.unchanged > 0 && (
                <span className="text-ink-3"> {found.counts.unchanged.toLocaleString('en')} rows are so already.</span>
              )}
            </p>
            {found.problemCount > 0 && (
              <>
                <Note meaning="crit">
                  {found.problemCount.toLocaleString('en')} {found.problemCount === 1 ? 'row' : 'rows'} cannot be stored
                  {found.problemCount > found.problems.length ? `; the first ${found.problems.length} are listed` : ''}.
                </Note>
                <table className="table">
                  <thead>
                    <tr>
                      <th className="num">Row</th>
                      <th>Column</th>
                      <th>Why</th>
                    </tr>
                  </thead>
                  <tbody>
                    {found.problems.map((problem) => (
                      <tr key={`${problem.row} ${problem.column}`}>
                        <td className="num font-mono">{problem.row}</td>
                        <td className="font-mono">{problem.column}</td>
                        <td>{problem.reason}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </>
            )}
          </div>
        </Section>
      )}
    </>
  )
}
