'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { CONTROL, Field } from '@/components/ui/field'
import { Note } from '@/components/ui/section'
import type { Result } from '@/core/result'

type Send = (
  input: unknown,
) => Promise<
  Result<
    { readonly rules: number; readonly problems: number; readonly pairs: number; readonly isNew: boolean },
    { readonly sentence: string }
  >
>

/** A newer flow table of this host, pasted or from a file, without leaving its page. */
export function ImportDump({
  hostId,
  host,
  bridge,
  isFirst,
  send,
}: {
  hostId: number
  host: string
  bridge: string
  isFirst: boolean // none of this host is known yet
  send: Send
}) {
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState(bridge)
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const router = useRouter()
  const save = async () => {
    setBusy(true)
    const result = await send({ hostId, bridge: name, text })
    setBusy(false)
    if (!result.ok) return setFailure(result.error.sentence)
    const { rules, problems, pairs, isNew } = result.value
    toast.success(
      isNew
        ? `${rules.toLocaleString('en')} rules read${problems > 0 ? `, ${problems} lines not understood` : ''}; ${pairs} addresses evaluated.`
        : 'The same rules as before; only their age is new.',
    )
    setOpen(false)
    setText('')
    router.push(`/hosts/${hostId}`)
    router.refresh()
  }
  return (
    <>
      <Button size="s" onClick={() => setOpen(true)}>
        {isFirst ? 'Import a flow table' : 'Import a newer table'}
      </Button>
      {isOpen && (
        <Dialog
          title={`Flow table of ${host}`}
          description={`The output of ovs-ofctl dump-flows ${name}, as it was printed. Behind it may stand dump-groups, dump-meters and dump-tlv-map of the same bridge. The table before stays, to compare with.`}
          onClose={() => setOpen(false)}
          footer={
            <>
              <Button onClick={() => setOpen(false)}>Keep what there is</Button>
              <Button variant="primary" busy={isBusy} onClick={() => void save()}>
                Import flow table
              </Button>
            </>
          }
        >
          <Field label="Bridge">
            <input className={CONTROL} value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
          <label className="grid gap-1 text-12">
            <span className="font-medium text-ink-2">Output of ovs-ofctl dump-flows, vfpctrl or opteadm</span>
            <textarea
              value={text}
              onChange={(event) => setText(event.target.value)}
              rows={10}
              spellCheck={false}
              className="w-full rounded-2 border border-line-control bg-surface p-3 font-mono text-12"
            />
          </label>
          <label className="grid gap-1 text-12">
            <span className="font-medium text-ink-2">or a file with it</span>
            <input
              type="file"
              className="text-12"
              onChange={(event) => {
                const file = event.target.files?.[0]
                if (file) void file.text().then(setText)
              }}
            />
          </label>
          {failure && (
            <Note meaning="crit">
              <span role="alert">{failure}</span>
            </Note>
          )}
        </Dialog>
      )}
    </>
  )
}
