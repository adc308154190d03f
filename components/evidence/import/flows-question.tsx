'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CONTROL, Field } from '@/components/ui/field'
import type { InputChoice } from './import-choice'

type Props = {
  choice: InputChoice
  hosts: readonly { readonly id: number; readonly name: string }[]
  onChoose: (changed: Partial<InputChoice>) => void
}

/** A flow table does not say which bridge of which host it is of. */
export function FlowsQuestion({ choice, hosts, onChoose }: Props) {
  const [hostId, setHostId] = useState(String(choice.flows?.hostId ?? ''))
  const [bridge, setBridge] = useState(choice.flows?.bridge ?? 'br-int')
  return (
    <section className="grid gap-2.5">
      <h2>A flow table</h2>
      <div className="grid grid-cols-[1fr_1fr_auto] items-end gap-2">
        <Field label="Host">
          <select className={CONTROL} value={hostId} onChange={(event) => setHostId(event.target.value)}>
            <option value="">choose…</option>
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
        <Button
          onClick={() => onChoose({ flows: { hostId: Number(hostId), bridge } })}
          refused={hostId === '' || bridge.trim() === '' ? 'Choose a host and name its bridge.' : undefined}
        >
          Use it
        </Button>
      </div>
    </section>
  )
}
