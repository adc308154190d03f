'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { CONTROL, Field } from '@/components/ui/field'
import { Empty, Note } from '@/components/ui/section'
import type { Result } from '@/core/result'

type Send = (
  input: unknown,
) => Promise<
  Result<
    { readonly rules: number; readonly problems: number; readonly pairs: number },
    { readonly sentence: string; readonly field: string | null }
  >
>

/** A host's flow table, pasted; what it does with every address of its guests is evaluated at once. */
export function FlowImport({
  hosts,
  chosen,
  send,
}: {
  hosts: readonly { readonly id: number; readonly name: string }[]
  chosen: string
  send: Send
}) {
  const [hostId, setHostId] = useState(chosen || String(hosts[0]?.id ?? ''))
  const [bridge, setBridge] = useState('br-int')
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const router = useRouter()
  if (hosts.length === 0)
    return (
      <Empty
        title="No host is known yet"
        action={
          <Button variant="primary" href="/hosts">
            Add a host
          </Button>
        }
      >
        A flow table belongs to a host. Add it first, and place the guests on it.
      </Empty>
    )
  const save = async () => {
    setBusy(true)
    const result = await send({ hostId: Number(hostId), bridge, text })
    setBusy(false)
    if (!result.ok) return setFailure(result.error.sentence)
    toast.success(
      `${result.value.rules} rules read${result.value.problems > 0 ? `, ${result.value.problems} lines not understood` : ''}; ${result.value.pairs} addresses evaluated.`,
    )
    router.push(`/hosts/${hostId}`)
  }
  return (
    <div className="grid max-w-[980px] gap-3 px-[var(--gutter)] pb-8">
      <div className="grid max-w-[480px] grid-cols-2 gap-3">
        <Field label="Host">
          <select className={CONTROL} value={hostId} onChange={(event) => setHostId(event.target.value)}>
            {hosts.map((host) => (
              <option key={host.id} value={host.id}>
                {host.name}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Bridge">
          <input className={CONTROL} value={bridge} onChange={(event) => setBridge(event.target.value)} />
        </Field>
      </div>
      <label className="grid gap-1.5">
        <span className="font-medium text-12 text-ink-2">Output of ovs-ofctl dump-flows</span>
        <textarea
          value={text}
          onChange={(event) => setText(event.target.value)}
          rows={16}
          spellCheck={false}
          className="w-full rounded-2 border border-line-control bg-surface p-3 font-mono text-12"
        />
      </label>
      {failure && (
        <Note meaning="crit">
          <span role="alert">{failure}</span>
        </Note>
      )}
      <div>
        <Button variant="primary" busy={isBusy} onClick={() => void save()}>
          Save flow table and audit
        </Button>
      </div>
    </div>
  )
}
