import { formatSubfield, type Subfield } from '../fields/field-scope'
import type { Field } from '../fields/field-table'
import { allOnes } from '../fields/field-value'
import { type Flow, getBits, setMasked, W, word } from '../fields/flow-layout'
import { type FreeBits, noteCopies, readFreeBits } from '../fields/free-bits'
import { meetsPrerequisite, VLAN_PRESENT } from '../fields/prerequisites'
import { markPresent } from '../fields/tunnel-options'
import { type Context, note } from './context'

const DOT1Q = 0x8100
const LATER_FRAGMENT_FIELDS = 0xfcn

/** Sets a field under a mask, if the packet has it (mf_set_flow_value_masked, lib/meta-flow.c). */
export function setField(ctx: Context, field: Field, value: bigint, mask: bigint): void {
  if (!meetsPrerequisite(ctx.flow, field.prerequisite))
    return note(ctx, `unmet prerequisites for ${field.name}, set_field ignored`)
  writeField(ctx, field, value, mask)
}

function writeField(ctx: Context, field: Field, value: bigint, mask: bigint): void {
  const ones = field.name === 'nw_tos' ? mask & LATER_FRAGMENT_FIELDS : mask
  markSeen(ctx.seen, field, ones)
  setMasked(ctx.flow, field.place, field.bits, value, ones)
  const option = /^tun_metadata(\d+)$/.exec(field.name)
  if (option) markPresent(ctx.flow, Number(option[1]), true)
  if (field.place.word === W.vlanTci) afterVlan(ctx.flow, field.name)
}

/** A tag that is written gets the type 802.1Q, and setting its number or priority makes it one. */
function afterVlan(flow: Flow, name: string): void {
  if (name === 'dl_vlan' || name === 'dl_vlan_pcp' || name === 'vlan_pcp')
    flow[W.vlanTci] = word(flow, W.vlanTci) | VLAN_PRESENT
  if (word(flow, W.vlanTci) !== 0 && word(flow, W.vlanTpid) === 0) flow[W.vlanTpid] = DOT1Q
}

const markSeen = (seen: Flow, field: Field, mask: bigint): void => setMasked(seen, field.place, field.bits, mask, mask)

export const readSubfield = (flow: Flow, { field, offset, bits }: Subfield): bigint =>
  getBits(flow, field.place, offset, bits)

/** Writes the bits of a subfield, cut to its width; no prerequisite is asked (nxm_reg_load, lib/nx-match.c). */
export function writeSubfield(
  ctx: Context,
  { field, offset, bits }: Subfield,
  value: bigint,
  free: readonly FreeBits[] = [],
): void {
  const shift = BigInt(offset)
  const ones = allOnes(bits)
  writeField(ctx, field, (value & ones) << shift, ones << shift)
  if (free.length > 0) ctx.run.follower?.pin(noteCopies(ctx.flow, { field, offset, bits }, free), ctx.rule)
  note(ctx, `${formatSubfield({ field, offset, bits })} is now 0x${(value & ones).toString(16)}`)
}

/** move: both fields must be there (mf_subfield_copy, lib/meta-flow.c). */
export function moveField(ctx: Context, source: Subfield, destination: Subfield): void {
  for (const one of [source, destination])
    if (!meetsPrerequisite(ctx.flow, one.field.prerequisite))
      return note(ctx, `unmet prerequisites for ${one.field.name}, move ignored`)
  markSeen(ctx.seen, source.field, allOnes(source.bits) << BigInt(source.offset))
  writeSubfield(ctx, destination, readSubfield(ctx.flow, source), readFreeBits(ctx.flow, source))
}
