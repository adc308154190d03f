import { CONTROL } from '@/components/ui/field'
import { Note } from '@/components/ui/section'
import type { InputPreview } from '@/server/queries/import'
import type { VpcChoice } from '@/server/queries/vpcs'
import { FlowsQuestion } from './flows-question'
import type { InputChoice } from './import-choice'
import { NetworkQuestions } from './network-questions'

export type Known = {
  vpcs: readonly VpcChoice[]
  guests: readonly { readonly value: string; readonly label: string }[]
  hosts: readonly { readonly id: number; readonly name: string }[]
}
type Props = Known & { input: InputPreview; choice: InputChoice; onChoose: (changed: Partial<InputChoice>) => void }
const LEAVE_OUT = 'leave-out'
const CREATE = 0

/** Which moment counts, who the machines are, and whose the rest is. */
export function InputQuestions({ input, choice, vpcs, guests, hosts, onChoose }: Props) {
  const removal = input.moments.find((moment) => moment.removes !== null)
  return (
    <>
      {removal && (
        <Note meaning="warn">
          <p className="mb-2">
            <strong className="font-strong">
              Line {removal.line + 1} removes {removal.removes} again.
            </strong>{' '}
            Which moment should count?
          </p>
          <fieldset className="flex flex-wrap gap-1.5">
            <legend className="sr-only">Moment</legend>
            {input.moments.map((moment) => (
              <label
                key={moment.line}
                className={`cursor-pointer rounded-2 border px-2.5 py-1 text-12 ${choice.untilLine === moment.line ? 'border-ink bg-ink text-surface' : 'border-line-2 bg-surface'}`}
              >
                <input
                  type="radio"
                  name="moment"
                  className="sr-only"
                  checked={choice.untilLine === moment.line}
                  onChange={() => onChoose({ untilLine: moment.line })}
                />
                {moment.label}
              </label>
            ))}
          </fieldset>
        </Note>
      )}
      {input.kind === 'flows' && <FlowsQuestion choice={choice} hosts={hosts} onChoose={onChoose} />}
      {input.networks.length > 0 && <NetworkQuestions input={input} choice={choice} vpcs={vpcs} onChoose={onChoose} />}
      {input.machines.length > 0 && <Machines input={input} choice={choice} onChoose={onChoose} />}
      {input.asked.length > 0 && <Asked input={input} choice={choice} guests={guests} onChoose={onChoose} />}
      {input.refusal && (
        <Note meaning="crit">
          <span role="alert">{input.refusal}</span>
        </Note>
      )}
    </>
  )
}

type Part = Pick<Props, 'input' | 'choice' | 'onChoose'>

function Machines({ input, choice, onChoose }: Part) {
  return (
    <section className="grid gap-2.5">
      <h2>{input.machines.length === 1 ? 'One machine' : `${input.machines.length} machines, told apart by MAC`}</h2>
      {input.machines.map((machine) => (
        <div key={machine.key} className="grid gap-1 border-line border-t pt-2.5">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-strong">
              {machine.candidates[0]?.guest ?? machine.proposedName ?? 'unknown machine'}
            </span>
            <span className="font-mono text-12">{machine.key}</span>
            {machine.host && <span className="text-12 text-ink-3">calls itself {machine.host}</span>}
            <span
              className={`ml-auto font-medium text-12 ${machine.match === 'new' || machine.match === 'several' ? 'text-warn-ink' : 'text-ok-ink'}`}
            >
              {machine.match === 'new'
                ? 'not known yet'
                : machine.match === 'several'
                  ? 'its MAC is new: which guest is it?'
                  : `matched by ${machine.match}`}
            </span>
          </p>
          {(machine.match === 'several' || machine.match === 'new') && (
            <select
              aria-label={`Guest of ${machine.key}`}
              className={CONTROL}
              value={machine.key in choice.guests ? (choice.guests[machine.key] ?? LEAVE_OUT) : ''}
              onChange={({ target: { value } }) => {
                const { [machine.key]: _, ...others } = choice.guests
                const chosen = value === LEAVE_OUT ? null : Number(value)
                onChoose({ guests: value === '' ? others : { ...others, [machine.key]: chosen } })
              }}
            >
              <option value="">
                {machine.match === 'new' ? `create guest ${machine.proposedName ?? ''}` : 'choose…'}
              </option>
              {machine.candidates.map((candidate) => (
                <option key={candidate.guestId} value={candidate.guestId}>
                  {candidate.guest} in {candidate.vpc}
                </option>
              ))}
              {machine.match === 'several' && <option value={CREATE}>create guest {machine.proposedName ?? ''}</option>}
              <option value={LEAVE_OUT}>leave it out</option>
            </select>
          )}
        </div>
      ))}
    </section>
  )
}

/** Parts that do not say themselves whose they are. */
function Asked({ input, choice, guests, onChoose }: Part & Pick<Known, 'guests'>) {
  const nameOf = (key: string) => {
    const machine = input.machines.find((one) => one.key === key)
    return machine?.candidates[0]?.guest ?? machine?.proposedName ?? machine?.host ?? key
  }
  return (
    <section className="grid gap-2">
      <h3>Please confirm</h3>
      <p className="text-12 text-ink-3">These parts do not say themselves which machine they are from.</p>
      {input.asked.map((part) => {
        const proposed = part.machine ?? (part.guest ? `guest:${part.guest.guestId}` : null)
        const value = String(part.section) in choice.sections ? choice.sections[part.section] : proposed
        return (
          <label key={part.section} className="grid grid-cols-[minmax(0,1fr)_170px] items-center gap-2 text-12">
            <span className="min-w-0">
              <span className="block truncate font-mono">
                line {part.firstLine}: {part.command ?? 'listing'}
              </span>
              <span className={proposed === null ? 'text-warn-ink' : 'text-ink-3'}>
                {proposed === null
                  ? `left out: ${part.reason}`
                  : `proposed: ${part.guest?.guest ?? nameOf(part.machine ?? '')}, ${part.reason}`}
              </span>
            </span>
            <select
              className={CONTROL}
              value={value ?? LEAVE_OUT}
              onChange={({ target }) =>
                onChoose({
                  sections: { ...choice.sections, [part.section]: target.value === LEAVE_OUT ? null : target.value },
                })
              }
            >
              {input.machines.map((machine) => (
                <option key={machine.key} value={machine.key}>
                  {nameOf(machine.key)}
                </option>
              ))}
              <option value={LEAVE_OUT}>leave it out</option>
              {guests.map((guest) => (
                <option key={guest.value} value={`guest:${guest.value}`}>
                  {guest.label}
                </option>
              ))}
            </select>
          </label>
        )
      })}
    </section>
  )
}
