import { CONTROL, Field } from '@/components/ui/field'
import type { InputPreview } from '@/server/queries/import'
import type { VpcChoice } from '@/server/queries/vpcs'
import type { InputChoice } from './import-choice'

const LEAVE_OUT = 'leave-out'
const CREATE = 'create'

type Props = {
  input: InputPreview
  choice: InputChoice
  vpcs: readonly VpcChoice[]
  onChoose: (changed: Partial<InputChoice>) => void
}

/** Which VPC each network of an export is. A VPC that a fabric serves takes none. */
export function NetworkQuestions({ input, choice, vpcs, onChoose }: Props) {
  const choose = (network: string, value: number | string | null) =>
    onChoose({ networks: { ...choice.networks, [network]: value } })
  return (
    <section className="grid gap-2.5">
      <h2>{input.networks.length === 1 ? 'Which VPC is it of?' : `${input.networks.length} networks`}</h2>
      <p className="text-12 text-ink-3">
        What it says is kept as exported: it counts as registered and is not edited here. Taken into a VPC that
        transcripts made, it speaks for that VPC from then on.
      </p>
      {input.networks.map((network) => {
        const chosen = network.network in choice.networks ? choice.networks[network.network] : network.vpcId
        const isNew = typeof chosen === 'string' || (chosen === null && !(network.network in choice.networks))
        const value = isNew ? CREATE : chosen === null ? LEAVE_OUT : String(chosen)
        return (
          <div key={network.network} className="grid gap-2 border-line border-t pt-2.5 sm:grid-cols-2">
            <Field
              label={network.network === '' ? 'It names no network' : `Network ${network.network}`}
              hint={network.ports > 0 ? `${network.ports} interfaces of guests` : ''}
            >
              <select
                className={CONTROL}
                value={value}
                onChange={({ target }) =>
                  choose(
                    network.network,
                    target.value === CREATE ? network.name : target.value === LEAVE_OUT ? null : Number(target.value),
                  )
                }
              >
                <option value={CREATE}>a new VPC</option>
                {vpcs
                  .filter((vpc) => vpc.registry !== 'fabric')
                  .map((vpc) => (
                    <option key={vpc.id} value={vpc.id}>
                      {vpc.name}
                      {vpc.registry === 'export' ? ', as exported' : ''}
                    </option>
                  ))}
                <option value={LEAVE_OUT}>leave it out</option>
              </select>
            </Field>
            {isNew && (
              <Field label="Name of the VPC">
                <input
                  className={CONTROL}
                  value={typeof chosen === 'string' ? chosen : network.name}
                  onChange={({ target }) => choose(network.network, target.value)}
                />
              </Field>
            )}
          </div>
        )
      })}
    </section>
  )
}
