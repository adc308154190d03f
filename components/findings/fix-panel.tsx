'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { CONTROL, Field } from '@/components/ui/field'
import { Note } from '@/components/ui/section'
import type { KindChoice } from '@/core/registry/choose-kind'
import type { RuleDiff } from '@/core/registry/compile-registrations'
import type { Result } from '@/core/result'
import type { MemberChoices } from '@/server/queries/registry/subnet-members'
import { KeepalivedFiles } from '../registry/keepalived-section'
import { MemberPicker } from './member-picker'
import { PlanCommands } from './plan-commands'
import { RuleDiffs } from './rule-diffs'

type Plan = {
  readonly choices: readonly KindChoice[]
  readonly basis: string | null
  readonly commands: {
    readonly apply: readonly string[]
    readonly rollback: readonly string[]
    readonly terraform?: readonly string[]
  } | null
  readonly mayApply: boolean
  readonly diff: readonly RuleDiff[]
  readonly retraced: string | null
  readonly verification: string
  readonly unicastOnly: boolean | null
  readonly used: number
  readonly usedMax: number
}
type Refusal = { readonly sentence: string }
type Props = {
  nicId: number
  address: string
  guest: string
  fabric: string | null
  findingId: number | null
  members: MemberChoices
  startWith?: 'secondary' | 'havip' // what was answered before
  opensReceipt?: boolean // go to the change when it is done
  plan: (input: unknown) => Promise<Result<Plan, Refusal>>
  register: (
    input: unknown,
  ) => Promise<Result<{ readonly changeId: number; readonly note: string; readonly verified: boolean }, Refusal>>
}

const TITLE = { secondary: 'Secondary IP', havip: 'HAVIP' } as const

/** Which kind of registration, what it would change on each host, and after a confirmation the change itself. */
export function FixPanel(props: Props) {
  const { nicId, address, guest, fabric, findingId, plan, register } = props
  const peers = props.members.nics.filter((one) => one.nicId !== nicId)
  const [kind, setKind] = useState<'secondary' | 'havip' | null>(props.startWith ?? null)
  const [members, setMembers] = useState<readonly number[]>(() =>
    peers.filter((one) => one.holds || one.intends).map((one) => one.nicId),
  )
  const [held, setHeld] = useState<Plan | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [why, setWhy] = useState('')
  const router = useRouter()
  useEffect(() => {
    let isCurrent = true
    setFailure(null)
    void plan({ nicId, address, kind: kind ?? 'secondary', memberNicIds: members }).then((result) => {
      if (!isCurrent) return
      if (!result.ok) return setFailure(result.error.sentence)
      setHeld(result.value)
      setKind((chosen) => chosen ?? result.value.choices.find((choice) => choice.fits)?.kind ?? 'secondary')
    })
    return () => {
      isCurrent = false
    }
  }, [plan, nicId, address, kind, members])
  const choice = held?.choices.find((one) => one.kind === kind)
  const apply = async () => {
    setBusy(true)
    const result = await register({
      nicId,
      address,
      kind,
      memberNicIds: members,
      why,
      basis: held?.basis,
      findingId,
    })
    setBusy(false)
    setAsking(false)
    if (!result.ok) return setFailure(result.error.sentence)
    if (result.value.verified) toast.success(`${address} is registered. ${result.value.note}`)
    else toast.warning(`${address} is registered. ${result.value.note}`)
    if (props.opensReceipt) router.push(`/changes/${result.value.changeId}`)
    router.refresh()
  }
  if (failure && !held)
    return (
      <Note meaning="crit">
        <span role="alert">{failure}</span>
      </Note>
    )
  if (!held || !kind)
    return (
      <p role="status" className="text-12 text-ink-3">
        Working out what a registration would change…
      </p>
    )
  const refused = !held.mayApply
    ? 'This fabric is only read. Run the commands below; the next reading shows what came of them.'
    : !choice?.fits
      ? choice?.reason
      : kind === 'havip' && members.length === 0
        ? 'Choose at least one other member: an address with one member does not float.'
        : undefined
  return (
    <div className="grid gap-6 xl:grid-cols-[400px_minmax(0,1fr)]">
      <div className="grid content-start gap-3">
        <fieldset className="overflow-hidden rounded-2 border border-line-2">
          <legend className="sr-only">Kind of registration</legend>
          {held.choices.map((one) => (
            <label
              key={one.kind}
              className={`grid cursor-pointer grid-cols-[18px_1fr] gap-2.5 border-line border-t px-3.5 py-3 first:border-t-0 ${kind === one.kind ? 'bg-selected' : 'hover:bg-hover'}`}
            >
              <input
                type="radio"
                name="kind"
                checked={kind === one.kind}
                onChange={() => setKind(one.kind)}
                className="mt-1 accent-[var(--accent)]"
              />
              <span className="grid gap-0.5">
                <span className="font-strong">
                  {TITLE[one.kind]}
                  {one.kind === 'secondary' ? ` on ${guest}` : ''}{' '}
                  <span
                    className={`ml-1 rounded-1 px-1.5 font-text text-12 ${one.fits ? 'bg-ok-tint text-ok-ink' : 'bg-sunken text-ink-3'}`}
                  >
                    {one.fits ? (held.choices[0] === one ? 'fits' : 'if it must float') : 'does not fit'}
                  </span>
                </span>
                <span className="text-12 text-ink-2">{one.reason}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {kind === 'havip' && <MemberPicker guest={guest} peers={peers} chosen={members} onChange={setMembers} />}
        <p className="text-12 text-ink-3">
          {held.used} of {held.usedMax} addresses used on this interface. Switching the filter off is not offered: it
          would pass any address from {guest}.
        </p>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-3">
        <h3>What would change</h3>
        {held.diff.length > 0 ? <RuleDiffs diffs={held.diff} /> : null}
        {held.commands && <PlanCommands {...held.commands} isOnly={!held.mayApply} />}
        <p className="text-12 text-ink-2">{held.verification}</p>
        <div className="flex flex-wrap items-center gap-3">
          {held.retraced && (
            <span
              className={`rounded-1 px-2 py-0.5 text-12 ${held.retraced === 'yes' ? 'bg-ok-tint text-ok-ink' : 'bg-warn-tint text-warn-ink'}`}
            >
              re-traced with these rules:{' '}
              {held.retraced === 'yes' ? 'passes both ways' : held.retraced === 'no' ? 'still dropped' : 'unknown'}
            </span>
          )}
          <span className="ml-auto">
            <Button variant="primary" refused={refused} onClick={() => setAsking(true)}>
              Register {address} as {TITLE[kind]}…
            </Button>
          </span>
        </div>
        {failure && (
          <Note meaning="crit">
            <span role="alert">{failure}</span>
          </Note>
        )}
      </div>
      {kind === 'havip' && members.length > 0 && (
        <div className="grid gap-2 xl:col-span-2">
          <h3>keepalived on each member</h3>
          <p className="text-12 text-ink-2">
            {held.unicastOnly === true
              ? 'This fabric carries no VRRP by multicast: without unicast peers every member would believe that it is alone, and take the address.'
              : held.unicastOnly === false
                ? 'This fabric carries VRRP by multicast too; unicast works wherever the members reach each other.'
                : 'Whether VRRP by multicast gets through here is not known; unicast does not depend on it.'}
          </p>
          <KeepalivedFiles
            address={address}
            prefixLength={props.members.subnet.prefixLength}
            members={props.members.nics.filter((one) => one.nicId === nicId || members.includes(one.nicId))}
          />
        </div>
      )}
      {isAsking && (
        <Dialog
          title={`Register ${address} as ${TITLE[kind]}?`}
          description={
            fabric
              ? `The change goes to fabric ${fabric}; its answer and the hosts' flow tables are read back and evaluated.`
              : "The change is written to Rollcall's own registry."
          }
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>Cancel</Button>
              <Button variant="primary" busy={isBusy} onClick={() => void apply()}>
                Register {address}
              </Button>
            </>
          }
        >
          <Field label="Why" hint="Goes into the log of changes.">
            <input className={CONTROL} value={why} onChange={(event) => setWhy(event.target.value)} />
          </Field>
        </Dialog>
      )}
    </div>
  )
}
