import { ConfirmButton } from '../registry/forms/confirm-button'
import { EditButton, type Submit } from '../registry/forms/edit-button'

type Props = {
  captureId: number
  command: string
  guest: string
  others: readonly { readonly value: string; readonly label: string }[]
  withdraw: Submit
  rebind: Submit
}

/** What can be done about evidence that is wrong: take it out of account, or give it to the guest it is really from. */
export function CaptureActions({ captureId, command, guest, others, withdraw, rebind }: Props) {
  return (
    <>
      <EditButton
        size="s"
        variant="quiet"
        title={`Bind “${command}” to another guest`}
        description="What both guests have configured is derived again."
        verb="Bind capture"
        done="Capture bound elsewhere"
        fixed={{ captureId }}
        submit={rebind}
        label={`Rebind ${command}`}
        fields={[
          {
            name: 'guestId',
            label: 'Guest',
            kind: 'select',
            value: others[0]?.value ?? '',
            options: others,
            isNumber: true,
          },
          { name: 'why', label: 'Why', kind: 'text' },
        ]}
        refused={others.length === 0 ? 'There is no other guest in this VPC.' : undefined}
      >
        Rebind
      </EditButton>{' '}
      <ConfirmButton
        size="s"
        variant="quiet"
        title={`Withdraw “${command}”?`}
        consequence={`Its text stays. What ${guest} has configured is derived again from its other captures.`}
        verb="Withdraw capture"
        done="Capture withdrawn"
        input={{ captureId }}
        submit={withdraw}
        label={`Withdraw ${command}`}
      >
        Withdraw
      </ConfirmButton>
    </>
  )
}
