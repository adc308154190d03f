'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Note } from '@/components/ui/section'
import type { Result } from '@/core/result'
import { type DroppedFile, ofList, readDropped } from './read-dropped'
import { sendFiles } from './send-files'

type Props = {
  paste: (input: unknown) => Promise<Result<{ readonly importId: number }, { readonly sentence: string }>>
}

/** Paste a terminal, or drop files and folders; either becomes a draft with an address of its own. */
export function ImportStart({ paste }: Props) {
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [sending, setSending] = useState<{ done: number; total: number; path: string } | null>(null)
  const [isOver, setOver] = useState(false)
  const router = useRouter()
  const area = useRef<HTMLTextAreaElement>(null)
  // What was pasted before this page was alive counts too.
  useEffect(() => setText((held) => held || area.current?.value || ''), [])
  const take = async (files: readonly DroppedFile[]) => {
    if (files.length === 0) return
    setFailure(null)
    const sent = await sendFiles(files, null, (done, path) => setSending({ done, total: files.length, path }))
    setSending(null)
    if (sent.ok) router.push(`/import/${sent.value.importId}`)
    else setFailure(sent.error.sentence)
  }
  const read = async () => {
    setFailure(null)
    setSending({ done: 0, total: 1, path: 'what you pasted' })
    const result = await paste({ text })
    setSending(null)
    if (result.ok) router.push(`/import/${result.value.importId}`)
    else setFailure(result.error.sentence)
  }
  return (
    <section
      aria-label="Evidence"
      className={`mx-[var(--gutter)] mb-6 grid max-w-[980px] gap-3 rounded-3 border border-dashed p-4 max-md:p-3 ${isOver ? 'border-accent bg-accent-tint' : 'border-line-2'}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        void readDropped(event.dataTransfer).then(take)
      }}
    >
      <label className="grid gap-1.5">
        <span className="font-medium text-12 text-ink-2">Terminal transcript</span>
        <textarea
          ref={area}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void read()
          }}
          rows={14}
          spellCheck={false}
          placeholder={'[root@db1 ~]# ip addr show eth0\n2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 …'}
          className="w-full rounded-2 border border-line-control bg-surface p-3 font-mono text-12 placeholder:text-ink-3"
        />
      </label>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          variant="primary"
          busy={sending !== null}
          onClick={() => void read()}
          refused={text.trim() === '' ? 'Paste something first, or choose files.' : undefined}
        >
          Read transcript
        </Button>
        <FileButton label="Choose files…" onTake={take} />
        <FileButton label="Choose a folder…" isFolder onTake={take} />
        <span className="text-12 text-ink-3">or drop them anywhere in this frame</span>
      </div>
      {sending && (
        <output className="block text-12 text-ink-2">
          Sending {sending.path}
          {sending.total > 1 && `, ${sending.done + 1} of ${sending.total}`}
          <progress className="mt-1 block h-1 w-full" max={sending.total} value={sending.done} />
        </output>
      )}
      {failure && (
        <Note meaning="crit">
          <span role="alert">{failure}</span>
        </Note>
      )}
      <p className="max-w-[72ch] text-12 text-ink-3">
        Terminals, listings, neighbour tables, firewalls, configuration of keepalived, Pacemaker and networks, exports
        of Neutron, clouds, OVN and NetBox, flow tables. UTF-8, UTF-16 or GBK; gzip, tar and zip are opened; up to 64
        MiB and 2000 files. What something is, its content says, not its name.
      </p>
    </section>
  )
}

function FileButton({
  label,
  isFolder = false,
  onTake,
}: {
  label: string
  isFolder?: boolean
  onTake: (files: readonly DroppedFile[]) => Promise<void>
}) {
  const input = useRef<HTMLInputElement>(null)
  const takeNow = useRef(onTake)
  useEffect(() => {
    // Files that were chosen before this page was alive.
    const files = ofList(input.current?.files ?? null)
    if (files.length > 0) void takeNow.current(files)
  }, [])
  return (
    <label className="inline-flex h-[30px] cursor-pointer items-center rounded-2 border border-line-2 bg-surface px-3 font-medium text-13 text-ink focus-within:outline-2 focus-within:outline-focus hover:bg-hover max-md:h-10">
      {label}
      <input
        ref={input}
        type="file"
        multiple
        className="sr-only"
        {...(isFolder ? { webkitdirectory: '' } : {})}
        onChange={(event) => {
          const files = ofList(event.target.files)
          event.target.value = ''
          void onTake(files)
        }}
      />
    </label>
  )
}
