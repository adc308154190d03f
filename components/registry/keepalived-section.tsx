'use client'

import { useState } from 'react'
import { writeKeepalived } from '@/core/registry/keepalived'
import { Button } from '../ui/button'
import { Evidence } from '../ui/evidence'
import { Section } from '../ui/section'

type Member = { readonly guest: string; readonly ownAddress: string | null; readonly link: string | null }
type Props = { address: string; prefixLength: number; members: readonly Member[] }

export function KeepalivedSection(props: Props) {
  return (
    <Section title="keepalived" hint="the file of each member, to paste into /etc/keepalived/keepalived.conf">
      <KeepalivedFiles {...props} />
    </Section>
  )
}

/** keepalived.conf of each member, by unicast; who is preferred, and whether it takes the address back, is chosen here. */
export function KeepalivedFiles({ address, prefixLength, members }: Props) {
  const [first, setFirst] = useState<string | null>(null)
  const [isPreempting, setPreempting] = useState(false)
  const [said, setSaid] = useState('')
  const preferred = members.find((one) => one.guest === first) ?? members[0]
  const ordered = preferred ? [preferred, ...members.filter((one) => one !== preferred)] : []
  const files = writeKeepalived({
    address,
    prefixLength,
    isPreempting,
    members: ordered.map(({ guest, ownAddress, link }) => ({ guest, address: ownAddress, link })),
  })
  if (!files.ok) return <p className="text-12 text-ink-2">{files.error}</p>
  const copy = async (guest: string, text: string) => {
    const isDone = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    setSaid(
      isDone ? `The file of ${guest} is copied.` : 'The browser does not let this page copy; select the text instead.',
    )
  }
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2 text-12">
        <label className="flex items-center gap-2">
          <span className="text-ink-2">Preferred</span>
          <select
            className="h-[30px] rounded-2 border border-line-control bg-surface px-2 max-md:h-10"
            value={preferred?.guest}
            onChange={(event) => setFirst(event.target.value)}
          >
            {members.map((one) => (
              <option key={one.guest}>{one.guest}</option>
            ))}
          </select>
        </label>
        <label className="flex items-center gap-2 max-md:min-h-10">
          <input
            type="checkbox"
            checked={isPreempting}
            onChange={(event) => setPreempting(event.target.checked)}
            className="accent-[var(--accent)]"
          />
          takes the address back when it returns
        </label>
        <span role="status" className="text-ink-2">
          {said}
        </span>
      </div>
      <p className="text-12 text-ink-3">
        Adverts go by unicast: fabrics that drop multicast would let every member believe that it is alone. All start as
        BACKUP, and the highest priority is elected.
      </p>
      <div className="grid gap-4 xl:grid-cols-2">
        {files.value.map((file) => (
          <div key={file.guest} className="min-w-0">
            <div className="mb-1 flex items-center gap-2">
              <h3 className="text-12">{file.guest}</h3>
              {!file.isComplete && (
                <span className="text-12 text-blind-ink">its link is not known by evidence: check the name</span>
              )}
              <span className="ml-auto">
                <Button
                  size="s"
                  label={`Copy the file of ${file.guest}`}
                  onClick={() => void copy(file.guest, file.text)}
                >
                  Copy
                </Button>
              </span>
            </div>
            <Evidence text={file.text} />
          </div>
        ))}
      </div>
    </div>
  )
}
