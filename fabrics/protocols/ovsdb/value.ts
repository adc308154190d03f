/** Values of OVSDB as they travel (RFC 7047, section 5.1): a set of one element is the bare element. */
export type Atom = string | number | boolean | readonly ['uuid' | 'named-uuid', string]
export type WireValue = Atom | readonly ['set', readonly Atom[]] | readonly ['map', readonly (readonly [Atom, Atom])[]]
export type WireRow = Readonly<Record<string, WireValue>>

export const setOf = (atoms: readonly Atom[]): WireValue => ['set', atoms]

/** The elements of a column as text; a UUID is its digits. */
export function atomsOf(value: WireValue | undefined): string[] {
  if (value === undefined) return []
  if (Array.isArray(value) && value[0] === 'set') return (value[1] as readonly Atom[]).map(textOf)
  return Array.isArray(value) && value[0] === 'map' ? [] : [textOf(value as Atom)]
}

/** The only element of a column, or null. */
export const scalarOf = (value: WireValue | undefined): string | null => atomsOf(value)[0] || null

/** The pairs of a map column. */
export function mapOf(value: WireValue | undefined): ReadonlyMap<string, string> {
  if (!Array.isArray(value) || value[0] !== 'map') return new Map()
  return new Map((value[1] as readonly (readonly [Atom, Atom])[]).map(([key, held]) => [textOf(key), textOf(held)]))
}

const textOf = (atom: Atom): string => String(Array.isArray(atom) ? atom[1] : atom)
