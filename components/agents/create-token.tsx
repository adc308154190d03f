'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useRef, useState } from 'react'
import { toast } from 'sonner'
import type { Result } from '@/core/result'
import type { Refusal } from '../registry/forms/form-field'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { CONTROL, Field } from '../ui/field'

type Submit = (input: unknown) => Promise<Result<{ id: number; token: string }, Refusal>>

/** Makes a token, shows it once, and says what to do with it. */
export function CreateToken({
  vpcs,
  submit,
}: {
  vpcs: readonly { readonly value: string; readonly label: string }[]
  submit: Submit
}) {
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [vpcId, setVpcId] = useState('')
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [token, setToken] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const close = () => {
    setOpen(false)
    setToken(null)
    setName('')
    setRefusal(null)
  }
  const create = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    const result = await submit({ name, vpcId })
    setBusy(false)
    if (!result.ok) return setRefusal(result.error)
    setToken(result.value.token)
    router.refresh()
  }
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        New token
      </Button>
      {isOpen && token === null && (
        <Dialog
          title="New token"
          description="Agents that show it may report what their machine has configured, and nothing else."
          onClose={close}
          footer={
            <>
              <Button onClick={close}>Cancel</Button>
              <Button variant="primary" busy={isBusy} onClick={() => form.current?.requestSubmit()}>
                Create token
              </Button>
            </>
          }
        >
          <form ref={form} onSubmit={create} className="grid gap-3">
            <Field label="Name" hint="Who will use it." error={refusal?.field === 'name' ? refusal.sentence : null}>
              <input
                value={name}
                onChange={(event) => setName(event.target.value)}
                className={CONTROL}
                maxLength={100}
              />
            </Field>
            <Field label="Machines that nobody knows" hint="Known ones are recognised by their MAC in any VPC.">
              <select value={vpcId} onChange={(event) => setVpcId(event.target.value)} className={CONTROL}>
                <option value="">are refused, and said here</option>
                {vpcs.map((vpc) => (
                  <option key={vpc.value} value={vpc.value}>
                    are added to {vpc.label}
                  </option>
                ))}
              </select>
            </Field>
            {refusal && refusal.field !== 'name' && (
              <p role="alert" className="text-12 text-crit-ink">
                {refusal.sentence}
              </p>
            )}
          </form>
        </Dialog>
      )}
      {token !== null && (
        <Dialog
          title={`Token ${name}`}
          description="It is shown this once: only its hash is kept. On the machine, as root:"
          onClose={close}
          footer={
            <Button variant="primary" onClick={close}>
              Done
            </Button>
          }
        >
          <Commands token={token} origin={window.location.origin} />
        </Dialog>
      )}
    </>
  )
}

/** The token travels by a file, so that no list of processes ever shows it. */
function Commands({ token, origin }: { token: string; origin: string }) {
  const steps = [
    { title: 'The token', text: token },
    {
      title: 'Paste it into a file, end with Ctrl-D',
      text: '(umask 077; mkdir -p /etc/rollcall; cat > /etc/rollcall/token)',
    },
    { title: 'See what would be sent', text: `curl -fsS ${origin}/agent.sh | sh -s -- --print` },
    { title: 'Send it every minute', text: `curl -fsS ${origin}/agent.sh | sh -s -- --url ${origin} --install` },
  ]
  return (
    <ol className="grid gap-3">
      {steps.map((step) => (
        <li key={step.title} className="grid gap-1">
          <span className="flex items-center text-12 text-ink-2">
            {step.title}
            <span className="ml-auto">
              <Button
                size="s"
                variant="quiet"
                label={`Copy: ${step.title}`}
                onClick={() => {
                  void navigator.clipboard.writeText(step.text).then(
                    () => toast('Copied'),
                    () => toast('The browser does not let this page copy; select the text instead.'),
                  )
                }}
              >
                Copy
              </Button>
            </span>
          </span>
          <code className="select-all break-all rounded-2 bg-sunken px-2.5 py-2 font-mono text-12">{step.text}</code>
        </li>
      ))}
    </ol>
  )
}
