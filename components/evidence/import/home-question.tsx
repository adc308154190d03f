import { CONTROL, Field } from '@/components/ui/field'
import type { ImportPreview } from '@/server/queries/import'
import type { VpcChoice } from '@/server/queries/vpcs'
import { choiceOf, type ImportChoice } from './import-choice'

const CREATE = 0

type Props = {
  preview: ImportPreview
  choice: ImportChoice
  vpcs: readonly VpcChoice[]
  onChoose: (choice: ImportChoice) => void
}

/** Where guests go that nobody knows yet: asked once, for all inputs. */
export function HomeQuestion({ preview, choice, vpcs, onChoose }: Props) {
  const isNew = preview.inputs.some((input) =>
    input.machines.some((machine) => {
      const chosen = choiceOf(choice, input.ordinal).guests[machine.key]
      return chosen === CREATE || (machine.match === 'new' && chosen === undefined)
    }),
  )
  if (!isNew) return null
  const own = vpcs.filter((vpc) => vpc.registry === 'own')
  const cidr = preview.inputs.map((input) => input.subnetCidr).find((one) => one !== null)
  return (
    <section className="grid gap-2.5">
      <h3>Where new guests go</h3>
      {own.length > 0 && (
        <Field label="VPC with Rollcall's own registry">
          <select
            className={CONTROL}
            value={choice.vpcId ?? ''}
            onChange={({ target }) =>
              onChoose({ ...choice, vpcId: target.value ? Number(target.value) : null, newVpc: '', newCidr: '' })
            }
          >
            <option value="">a new VPC</option>
            {own.map((vpc) => (
              <option key={vpc.id} value={vpc.id}>
                {vpc.name}
              </option>
            ))}
          </select>
        </Field>
      )}
      {choice.vpcId === null && (
        <div className="grid grid-cols-2 gap-2">
          <Field label="Name of the new VPC">
            <input
              className={CONTROL}
              value={choice.newVpc}
              onChange={({ target }) => onChoose({ ...choice, newVpc: target.value })}
            />
          </Field>
          <Field label="CIDR" hint={cidr ? `the evidence shows ${cidr}` : ''}>
            <input
              className={CONTROL}
              value={choice.newCidr}
              onChange={({ target }) => onChoose({ ...choice, newCidr: target.value })}
            />
          </Field>
        </div>
      )}
    </section>
  )
}
