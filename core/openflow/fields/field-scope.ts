import { type Field, findField } from './field-table'
import { W } from './flow-layout'
import { NO_NAMES, type PortNames } from './port-names'

/** One row of `ovs-ofctl dump-tlv-map`: which Geneve option a tunnel metadata field holds. */
export type TunnelOption = {
  readonly index: number
  readonly optionClass: number
  readonly type: number
  readonly length: number // bytes
}

/** What names mean on one bridge: its ports, and its tunnel metadata fields. */
export type FieldScope = {
  readonly ports: PortNames
  readonly options: readonly TunnelOption[]
  readonly tunnelFields: ReadonlyMap<number, Field>
}

const OPTION_WORDS = 64
const WORDS_MAX = 31 // an option holds at most 124 bytes

/** A scope; without a map of tunnel options every field that is asked for gets an equal share of the option space. */
export function makeScope(
  ports: PortNames,
  options: readonly TunnelOption[],
  mentioned: readonly number[] = [],
): FieldScope {
  const tunnelFields = new Map<number, Field>()
  let at = W.tunMetadata
  const add = (index: number, bytes: number): void => {
    const words = Math.min(WORDS_MAX, Math.ceil(bytes / 4))
    if (at + words > W.tunMetadata + OPTION_WORDS || tunnelFields.has(index)) return
    tunnelFields.set(index, {
      name: `tun_metadata${index}`,
      names: [`NXM_NX_TUN_METADATA${index}`],
      header: `NXM_NX_TUN_METADATA${index}`,
      bits: bytes * 8,
      place: { word: at, words, shift: 0 },
      format: 'hex',
      prerequisite: 'none',
      isMaskable: true,
      isWritable: true,
    })
    at += words
  }
  for (const option of options) add(option.index, option.length)
  if (options.length === 0) {
    const share = Math.min(WORDS_MAX, Math.floor(OPTION_WORDS / Math.max(1, mentioned.length)))
    for (const index of mentioned) add(index, share * 4)
  }
  return { ports, options, tunnelFields }
}

export const EMPTY_SCOPE: FieldScope = makeScope(NO_NAMES, [])

/** The field of a name on this bridge, in any spelling. */
export function findScopedField(scope: FieldScope, name: string): Field | null {
  const known = findField(name)
  if (known) return known
  const option = /^(?:nxm_nx_)?tun_metadata(\d+)$/i.exec(name)
  return option ? (scope.tunnelFields.get(Number(option[1])) ?? null) : null
}

/** Some bits of a field, as actions name them: `NXM_NX_REG0[0..15]`, `reg0[3]`, `eth_src`. */
export type Subfield = { readonly field: Field; readonly offset: number; readonly bits: number }

/** Reads a subfield; null when the field is unknown or the bits lie outside it. */
export function parseSubfield(text: string, scope: FieldScope): Subfield | null {
  const parts = /^([A-Za-z_]\w*)(?:\[(?:(\d+)(?:\.\.(\d+))?)?\])?$/.exec(text)
  const field = parts ? findScopedField(scope, parts[1] ?? '') : null
  if (!field || !parts) return null
  const low = parts[2] === undefined ? 0 : Number(parts[2])
  const high = parts[3] === undefined ? (parts[2] === undefined ? field.bits - 1 : low) : Number(parts[3])
  return high < low || high >= field.bits ? null : { field, offset: low, bits: high - low + 1 }
}

/** `NXM_NX_REG0[0..15]`, `NXM_NX_REG0[]`, `NXM_NX_REG0[3]`. */
export function formatSubfield({ field, offset, bits }: Subfield): string {
  const name = field.header ?? field.name
  if (offset === 0 && bits === field.bits) return `${name}[]`
  return bits === 1 ? `${name}[${offset}]` : `${name}[${offset}..${offset + bits - 1}]`
}
