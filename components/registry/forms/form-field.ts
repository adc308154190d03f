/** One control of a form, as plain data: pages describe their forms and the dialog draws them. */
export type FormField = {
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'lines' | 'number' | 'select' | 'check'
  readonly value?: string | boolean
  readonly hint?: string
  readonly placeholder?: string
  readonly isMono?: boolean
  readonly isNumber?: boolean // a select whose value is a number, or nothing
  readonly options?: readonly { readonly value: string; readonly label: string }[]
  /** Asked only while each of these fields has one of these values. */
  readonly when?: Readonly<Record<string, readonly string[]>>
}

export type FormValues = Readonly<Record<string, string | boolean>>
export type Refusal = { readonly status: number; readonly sentence: string; readonly field: string | null }

/** The fields that are asked, given what is chosen: of several with one name at most one is. */
export const askedFields = (fields: readonly FormField[], values: FormValues): FormField[] =>
  fields.filter(({ when }) =>
    Object.entries(when ?? {}).every(([name, wanted]) => wanted.includes(String(values[name] ?? ''))),
  )

/** What the operation takes: lines become lists, empty choices nothing. */
export function inputOf(fields: readonly FormField[], values: FormValues): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => {
      const value = values[field.name] ?? ''
      if (typeof value === 'boolean') return [field.name, value]
      if (field.kind === 'lines')
        return [
          field.name,
          value
            .split(/[\n,;]/)
            .map((line) => line.trim())
            .filter((line) => line !== ''),
        ]
      if (field.isNumber) return [field.name, value === '' ? null : Number(value)]
      return [field.name, value]
    }),
  )
}

/** The field that a refusal belongs to. What is taken is the address or the MAC: its sentence begins with it. */
export function fieldOf(fields: readonly FormField[], refusal: Refusal): string | null {
  const head = refusal.field?.split('.')[0] ?? null
  if (head !== null && fields.some((field) => field.name === head)) return head
  if (refusal.status !== 409 || !refusal.sentence.includes(' is taken by ')) return null
  const name = refusal.sentence.startsWith('MAC ') ? 'mac' : refusal.sentence.startsWith('Port ') ? 'ofport' : 'address'
  return fields.some((field) => field.name === name) ? name : null
}
