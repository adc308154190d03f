import { ConfirmButton } from '../registry/forms/confirm-button'
import type { Submit } from '../registry/forms/edit-button'
import { Note } from '../ui/section'

/** A change that is in the middle: where, and the two ways out. */
export function Unfinished({
  id,
  stage,
  isHeld,
  isBack,
  verbs,
}: {
  id: number
  stage: string
  isHeld: boolean
  isBack: boolean
  verbs: { readonly resume: Submit; readonly rollBack: Submit }
}) {
  const refused = isHeld ? 'It is being worked on just now; wait for it to end.' : undefined
  return (
    <Note meaning="warn">
      <div className="grid gap-2.5">
        <p>
          <span className="font-strong">
            {isHeld ? 'Under way' : 'Stopped in the middle'}: {stage}.
          </span>{' '}
          {isHeld
            ? 'Reload to see how far it is.'
            : isBack
              ? 'It was being rolled back. What the registry shows already is not sent again.'
              : 'Carrying on sends what the registry does not show yet, and reads it back; rolling back takes away what it shows.'}
        </p>
        <div className="flex flex-wrap gap-2">
          <ConfirmButton
            title={isBack ? `Carry on rolling back change #${id}?` : `Carry on with change #${id}?`}
            consequence="The fabric is read first. If somebody else changed these interfaces since, nothing is sent."
            verb={isBack ? 'Carry on rolling back' : 'Carry on'}
            done={isBack ? 'Rolled back' : 'Carried on to the end'}
            input={{ id }}
            submit={verbs.resume}
            refused={refused}
            isDanger={false}
          >
            {isBack ? 'Carry on rolling back…' : 'Carry on…'}
          </ConfirmButton>
          {!isBack && (
            <ConfirmButton
              title={`Roll back change #${id}?`}
              consequence="What the registry shows of it is taken away, then the hosts are read back and traced again."
              verb="Roll back"
              done="Rolled back"
              input={{ id }}
              submit={verbs.rollBack}
              refused={refused}
            >
              Roll back…
            </ConfirmButton>
          )}
        </div>
      </div>
    </Note>
  )
}
