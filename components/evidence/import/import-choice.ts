/** What was chosen about one input; only what differs from the proposal. */
export type InputChoice = {
  readonly untilLine?: number | undefined
  readonly guests: Readonly<Record<string, number | null>>
  readonly sections: Readonly<Record<string, string | null>>
  readonly networks: Readonly<Record<string, number | string | null>>
  readonly isLeftOut: boolean
  readonly flows?: { readonly hostId: number; readonly bridge: string } | null | undefined
}
/** What was chosen about an import, as its fields have it. */
export type ImportChoice = {
  readonly vpcId: number | null
  readonly newVpc: string
  readonly newCidr: string
  readonly capturedAt: string // as the date field has it, local time
  readonly inputs: Readonly<Record<string, InputChoice>>
}

export const NOTHING_CHOSEN: InputChoice = { guests: {}, sections: {}, networks: {}, isLeftOut: false }
export const choiceOf = (choice: ImportChoice, ordinal: number): InputChoice => choice.inputs[ordinal] ?? NOTHING_CHOSEN

export const withInput = (choice: ImportChoice, ordinal: number, changed: Partial<InputChoice>): ImportChoice => ({
  ...choice,
  inputs: { ...choice.inputs, [ordinal]: { ...choiceOf(choice, ordinal), ...changed } },
})

/** What the server is told: fields that are not filled in say nothing. */
export const toStored = ({ vpcId, newVpc, newCidr, capturedAt, inputs }: ImportChoice) => ({
  vpcId,
  create: newVpc && newCidr ? { vpc: newVpc, cidr: newCidr } : null,
  capturedAt: capturedAt ? new Date(capturedAt).toISOString() : null,
  inputs,
})

type Stored = {
  readonly vpcId?: number | null
  readonly create?: { readonly vpc: string; readonly cidr: string } | null
  readonly capturedAt?: string | null
  readonly inputs?: Readonly<Record<string, Partial<InputChoice>>>
}

/** The fields as they were left when the page was last open. */
export function fromStored(stored: unknown): ImportChoice {
  const { vpcId, create, capturedAt, inputs } = (stored ?? {}) as Stored
  return {
    vpcId: vpcId ?? null,
    newVpc: create?.vpc ?? '',
    newCidr: create?.cidr ?? '',
    capturedAt: capturedAt ? localTime(new Date(capturedAt)) : '',
    inputs: Object.fromEntries(Object.entries(inputs ?? {}).map(([key, one]) => [key, { ...NOTHING_CHOSEN, ...one }])),
  }
}

/** As a field of type datetime-local has it. */
function localTime(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
