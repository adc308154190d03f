import { formatSubfield, type Subfield } from '../fields/field-scope'
import { formatFieldValue } from '../fields/field-value'
import type { Learn, LearnSpec, ValueSource } from './action'

const PRIORITY_DEFAULT = 32_768

/** `learn(table=1,idle_timeout=10,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0x1->NXM_NX_REG0[])`, in the order of learn_format (lib/learn.c). */
export function formatLearn(learn: Learn): string {
  const number = (name: string, value: number): string[] => (value === 0 ? [] : [`${name}=${value}`])
  const cookie = BigInt(learn.cookie)
  const parts = [
    `table=${learn.table}`,
    ...number('idle_timeout', learn.idleTimeout),
    ...number('hard_timeout', learn.hardTimeout),
    ...number('fin_idle_timeout', learn.finIdleTimeout),
    ...number('fin_hard_timeout', learn.finHardTimeout),
    ...(learn.priority === PRIORITY_DEFAULT ? [] : [`priority=${learn.priority}`]),
    ...['send_flow_rem', 'delete_learned'].filter((flag) => learn.flags.includes(flag)),
    ...(cookie === 0n ? [] : [`cookie=0x${cookie.toString(16)}`]),
    ...number('limit', learn.limit),
    ...(learn.resultDestination ? [`result_dst=${formatSubfield(learn.resultDestination)}`] : []),
    ...learn.specs.map(formatSpec),
  ]
  return `learn(${parts.join(',')})`
}

function formatSpec(spec: LearnSpec): string {
  if (spec.to === 'output') return `output:${formatSubfield(spec.source)}`
  const { destination, source } = spec
  if (spec.to === 'load') return `load:${sourceText(source)}->${formatSubfield(destination)}`
  if ('subfield' in source)
    return isSame(source.subfield, destination)
      ? formatSubfield(destination)
      : `${formatSubfield(destination)}=${formatSubfield(source.subfield)}`
  const { field, offset, bits } = destination
  return offset === 0 && bits === field.bits
    ? `${field.name}=${formatFieldValue(field, source.constant)}`
    : `${formatSubfield(destination)}=${hex(source.constant)}`
}

const hex = (value: bigint): string => `0x${value.toString(16)}`
const sourceText = (source: ValueSource): string =>
  'subfield' in source ? formatSubfield(source.subfield) : hex(source.constant)
const isSame = (one: Subfield, other: Subfield): boolean =>
  one.field === other.field && one.offset === other.offset && one.bits === other.bits
