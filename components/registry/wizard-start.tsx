import { Button } from '../ui/button'
import { CONTROL, Field } from '../ui/field'

/** The first question of the wizard; a plain form, whose answers are the page's address. */
export function WizardStart({
  choices,
  nic,
  address,
  floats,
  error,
}: {
  choices: readonly { readonly value: string; readonly label: string }[]
  nic: string
  address: string
  floats: boolean
  error: string | null
}) {
  if (choices.length === 0)
    return <p className="text-13 text-ink-2">No interface is known yet: import evidence, or connect a fabric, first.</p>
  return (
    <form action="/havips/new" className="grid max-w-[760px] gap-4">
      <div className="grid gap-4 md:grid-cols-2">
        <Field label="Address" error={error}>
          <input
            name="address"
            required
            defaultValue={address}
            placeholder="172.17.20.49"
            autoComplete="off"
            spellCheck={false}
            className={`${CONTROL} font-mono`}
          />
        </Field>
        <Field label="A machine that may hold it">
          <select name="nic" defaultValue={nic} className={CONTROL}>
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <fieldset className="grid gap-1.5 text-13">
        <legend className="mb-1 font-medium text-12 text-ink-2">Does it float?</legend>
        <label className="flex items-baseline gap-2 max-md:min-h-10">
          <input type="radio" name="floats" value="yes" defaultChecked={floats} className="accent-[var(--accent)]" />
          <span>
            Yes: keepalived, Pacemaker, Patroni or the like moves it between machines{' '}
            <span className="text-ink-3">(HAVIP)</span>
          </span>
        </label>
        <label className="flex items-baseline gap-2 max-md:min-h-10">
          <input type="radio" name="floats" value="no" defaultChecked={!floats} className="accent-[var(--accent)]" />
          <span>
            No: it stays on this machine <span className="text-ink-3">(secondary IP)</span>
          </span>
        </label>
      </fieldset>
      <div>
        <Button variant="primary" type="submit">
          Next: who may hold it
        </Button>
      </div>
    </form>
  )
}
