'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { CONTROL, Field } from '@/components/ui/field'
import { Note } from '@/components/ui/section'
import type { ImportLine, ImportPage } from '@/server/queries/import'
import { TranscriptLines } from '../transcript-lines'
import { HomeQuestion } from './home-question'
import { ImportChanges } from './import-changes'
import { choiceOf } from './import-choice'
import { InputList } from './input-list'
import { InputQuestions, type Known } from './input-questions'
import { InputSummary } from './input-summary'
import { useImport, type Verbs } from './use-import'

type Props = Known & {
  page: ImportPage
  selected: number | null
  lines: readonly ImportLine[]
  more: number
  verbs: Verbs
}

/** A draft: its inputs with what was understood of each, what is asked, and what saving it would change. */
export function ImportDraft({ page, selected, lines, more, verbs, ...known }: Props) {
  const router = useRouter()
  const draft = useImport(page, known.vpcs, verbs)
  const [isSaving, setSaving] = useState(false)
  const { preview } = page
  const captures = preview?.captures ?? 0
  const input = page.inputs.find((one) => one.ordinal === selected) ?? null
  const read = preview?.inputs.find((one) => one.ordinal === selected) ?? null
  const choice = choiceOf(draft.choice, selected ?? 0)
  const save = async () => {
    setSaving(true)
    const saved = await draft.save()
    setSaving(false)
    if (!saved) return
    toast.success(`${captures} ${captures === 1 ? 'capture' : 'captures'} stored and judged.`)
    const opens = preview?.changes.some((change) => change.isBad) ?? false
    if (page.inputs.length > 1) router.refresh()
    else router.push(opens || preview?.captures === 0 ? '/findings' : '/addresses')
  }
  const discard = async () => {
    const gone = await verbs.discard({ importId: page.id })
    if (gone.ok) router.push('/import')
  }
  const hasFlows = preview?.inputs.some((one) => one.kind === 'flows' && one.refusal === null) ?? false
  return (
    <div className="grid border-line border-t xl:grid-cols-[minmax(0,1fr)_500px]">
      <div className="min-w-0">
        {page.inputs.length !== 1 && (
          <InputList
            page={page}
            selected={selected}
            onRemove={(ordinal) => void draft.remove(ordinal)}
            add={(importId) => (importId === page.id ? draft.reread() : router.push(`/import/${importId}`))}
          />
        )}
        {input?.reason && (
          <p className="px-[var(--gutter)] py-6 text-13">
            <span className="break-all font-mono">{input.path}</span> was not read: {input.reason}.
          </p>
        )}
        {input && read && <InputSummary input={read} />}
        {input && input.reason === null && (
          <TranscriptLines
            key={input.ordinal}
            name={page.inputs.length === 1 ? 'transcript' : input.path}
            lines={lines}
            more={more}
            counts={read?.counts ?? null}
            untilLine={choice.untilLine ?? null}
          />
        )}
      </div>
      <div className="border-line p-5 max-xl:border-t max-md:px-[var(--gutter)] xl:border-l">
        <div aria-live="polite">
          {draft.progress && (
            <div className="mb-4 text-12 text-ink-2">
              <p className="truncate">{draft.progress.what}</p>
              <progress
                aria-label="Progress"
                className="h-1 w-full"
                {...(draft.progress.total > 0 && { max: draft.progress.total, value: draft.progress.done })}
              />
            </div>
          )}
          {draft.failure && (
            <div className="mb-4">
              <Note meaning="crit">
                <span role="alert">{draft.failure}</span>
              </Note>
            </div>
          )}
        </div>
        <div className="grid gap-5">
          {preview && (
            <>
              {read && (
                <InputQuestions
                  input={read}
                  choice={choice}
                  {...known}
                  onChoose={(changed) => draft.chooseFor(read.ordinal, changed)}
                />
              )}
              <HomeQuestion preview={preview} choice={draft.choice} vpcs={known.vpcs} onChoose={draft.choose} />
              <ImportChanges preview={preview} page={page} />
              <Field
                label="Evidence time"
                hint="Empty is now. Evidence older than 24 hours counts as history, not as now."
              >
                <input
                  type="datetime-local"
                  className={CONTROL}
                  value={draft.choice.capturedAt}
                  onChange={(event) => draft.choose({ ...draft.choice, capturedAt: event.target.value })}
                />
              </Field>
            </>
          )}
        </div>
        <div className="mt-5 flex flex-wrap gap-2">
          <Button
            variant="primary"
            busy={isSaving || draft.isBusy}
            onClick={() => void save()}
            refused={!draft.isBusy && captures === 0 && !hasFlows ? nothingToSave(page) : undefined}
          >
            {captures === 0 && !hasFlows
              ? 'Nothing new to save'
              : `Save ${captures} ${captures === 1 ? 'capture' : 'captures'} and audit`}
          </Button>
          <Button onClick={() => void discard()}>Discard</Button>
        </div>
      </div>
    </div>
  )
}

function nothingToSave({ preview }: ImportPage): string {
  const refusal = preview?.inputs.find((one) => one.refusal !== null)?.refusal
  return refusal ?? (preview && preview.known > 0 ? 'All of it is known already.' : 'Nothing in it was understood.')
}
