'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Note } from '@/components/ui/section'
import type { Result } from '@/core/result'
import { ImportReview } from './import-review'
import type { ImportChoices, PreviewView } from './import-types'
import { TranscriptLines } from './transcript-lines'

type Refusal = { readonly sentence: string }
type Props = {
  vpcs: readonly { readonly id: number; readonly name: string }[]
  preview: (input: unknown) => Promise<Result<PreviewView, Refusal>>
  ingest: (input: unknown) => Promise<
    Result<
      {
        readonly captures: number
        readonly known: number
        readonly audit: { readonly opened: number; readonly resolved: number }
      },
      Refusal
    >
  >
  readFile: (form: FormData) => Promise<Result<string, Refusal>>
}

const FILE_BYTES_MAX = 16 * 1024 * 1024
const NOTHING: ImportChoices = {
  untilLine: null,
  vpcId: null,
  capturedAt: '',
  newVpc: '',
  newCidr: '',
  guests: {},
  sections: {},
}

/** What the server is asked with: only what was chosen. */
function toInput(text: string, choices: ImportChoices, source: string) {
  return {
    text,
    source,
    guests: choices.guests,
    sections: choices.sections,
    ...(choices.untilLine !== null && { untilLine: choices.untilLine }),
    ...(choices.vpcId !== null && { vpcId: choices.vpcId }),
    ...(choices.newVpc && choices.newCidr && { create: { vpc: choices.newVpc, cidr: choices.newCidr } }),
    ...(choices.capturedAt && { capturedAt: new Date(choices.capturedAt).toISOString() }),
  }
}

/** Fills in what the text itself proposes; the same object when there is nothing to fill in, so that nothing is asked twice. */
function withDefaults(held: ImportChoices, view: PreviewView, hasVpcs: boolean): ImportChoices {
  const untilLine = held.untilLine ?? view.moments[0]?.line ?? null
  const isFirst = !hasVpcs && held.newVpc === '' && held.newCidr === '' && view.subnetCidr !== null
  if (untilLine === held.untilLine && !isFirst) return held
  return { ...held, untilLine, ...(isFirst && { newVpc: 'my-vpc', newCidr: view.subnetCidr ?? '' }) }
}

/** Paste or drop a transcript, see line by line what was understood, choose, and save. */
export function TranscriptImport({ vpcs, preview, ingest, readFile }: Props) {
  const [text, setText] = useState('')
  const [source, setSource] = useState('pasted')
  const [choices, setChoices] = useState<ImportChoices>(NOTHING)
  const [view, setView] = useState<PreviewView | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const router = useRouter()
  const asked = useRef(0)
  useEffect(() => {
    const turn = ++asked.current
    if (text.trim() === '') return setView(null)
    void preview(toInput(text, choices, source)).then((result) => {
      if (turn !== asked.current) return
      if (!result.ok) return setFailure(result.error.sentence)
      setFailure(null)
      setView(result.value)
      setChoices((held) => withDefaults(held, result.value, vpcs.length > 0))
    })
  }, [text, choices, source, preview, vpcs.length])
  const take = async (files: FileList | null) => {
    const texts: string[] = []
    for (const file of files ?? []) {
      if (file.size > FILE_BYTES_MAX) return setFailure(`${file.name} is larger than 16 MiB.`)
      const form = new FormData()
      form.set('file', file)
      const result = await readFile(form)
      if (!result.ok) return setFailure(`${file.name}: ${result.error.sentence}`)
      texts.push(result.value)
    }
    if (texts.length === 0) return
    setSource(
      [...(files ?? [])]
        .map((file) => file.name)
        .join(', ')
        .slice(0, 200),
    )
    setChoices(NOTHING)
    setText(texts.join('\n'))
  }
  const save = async () => {
    setBusy(true)
    const result = await ingest(toInput(text, choices, source))
    setBusy(false)
    if (!result.ok) return setFailure(result.error.sentence)
    const { captures, known, audit } = result.value
    toast.success(
      captures === 0
        ? `Nothing new: all ${known} captures were stored already.`
        : `${captures} captures stored. ${audit.opened} findings opened, ${audit.resolved} resolved.`,
    )
    router.push(captures === 0 ? '/findings' : audit.opened > 0 ? '/findings' : '/addresses')
  }
  if (!view)
    return (
      <div
        className="grid max-w-[980px] gap-3 px-[var(--gutter)] pb-8"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault()
          void take(event.dataTransfer.files)
        }}
      >
        <label className="grid gap-1.5">
          <span className="font-medium text-12 text-ink-2">Terminal transcript</span>
          <textarea
            value={text}
            onChange={(event) => {
              setSource('pasted')
              setChoices(NOTHING)
              setText(event.target.value)
            }}
            rows={18}
            spellCheck={false}
            placeholder={'[root@db1 ~]# ip addr show eth0\n2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 …'}
            className="w-full rounded-2 border border-line-control bg-surface p-3 font-mono text-12 placeholder:text-ink-3"
          />
        </label>
        <p className="flex flex-wrap items-center gap-3 text-12 text-ink-3">
          <label className="inline-flex h-[30px] cursor-pointer items-center rounded-2 border border-line-2 px-3 font-medium text-13 text-ink hover:bg-hover max-md:h-10">
            Choose files…
            <input type="file" multiple className="sr-only" onChange={(event) => void take(event.target.files)} />
          </label>
          or drop them here. Understood: ip addr, ifconfig, ping, iptables -L -v -n, in whole transcripts; UTF-8, UTF-16
          and GBK; up to 16 MiB.
        </p>
        {failure && (
          <Note meaning="crit">
            <span role="alert">{failure}</span>
          </Note>
        )}
      </div>
    )
  return (
    <div className="grid border-line border-t xl:grid-cols-[minmax(0,1fr)_500px]">
      <TranscriptLines view={view} untilLine={choices.untilLine} />
      <div className="border-line p-5 max-xl:border-t xl:border-l">
        {failure && (
          <div className="mb-4">
            <Note meaning="crit">
              <span role="alert">{failure}</span>
            </Note>
          </div>
        )}
        <ImportReview view={view} vpcs={vpcs} choices={choices} onChoose={setChoices} />
        <div className="mt-5 flex flex-wrap gap-2">
          <Button variant="primary" busy={isBusy} onClick={() => void save()} refused={view.refusal ?? undefined}>
            {view.outcome && view.outcome.captures === 0
              ? 'Nothing new to save'
              : `Save ${view.outcome?.captures ?? 0} captures and audit`}
          </Button>
          <Button
            onClick={() => {
              setText('')
              setView(null)
              setFailure(null)
              setChoices(NOTHING)
            }}
          >
            Discard
          </Button>
        </div>
      </div>
    </div>
  )
}
