import type { Action } from '../actions/action'
import type { Bucket, Group } from '../dump/parse-groups'
import { findScopedField } from '../fields/field-scope'
import { allOnes, parseFieldValue } from '../fields/field-value'
import { getBits, setMasked, W, word } from '../fields/flow-layout'
import { readFreeBits } from '../fields/free-bits'
import { parsePort } from '../fields/port-names'
import { meetsPrerequisite } from '../fields/prerequisites'
import { orderActionSet } from './action-set'
import { choose } from './choose'
import { type Context, cannotKnow, note } from './context'
import { finishFreezing, triggerFreeze } from './freeze'
import { hashedWords, hashSymmetricL4 } from './hash-fields'
import { hashBytes, hashInteger, hashUint64 } from './hash-functions'
import { findPort } from './switch-model'

const LIVENESS_DEPTH_MAX = 128
const CONTROLLER = 0xfffd
const HASH_VALUES_MAX = 256
const SYMMETRIC_L4 = 1n << 32n

/** Runs a group. Answers true when there is none of that number: the rest of the action list is then not carried out. */
export function doGroup(ctx: Context, id: number, isLast: boolean): boolean {
  if (!ctx.bridge.groups) {
    cannotKnow(ctx, `group ${id} is not known: no groups of bridge ${ctx.bridge.name} were given`)
    return false
  }
  const group = ctx.bridge.groups.get(id)
  if (!group) {
    note(ctx, `output to nonexistent group ${id}`)
    return true
  }
  if (group.type === 'all' || group.type === 'indirect') {
    for (const [i, bucket] of group.buckets.entries()) doBucket(ctx, bucket, isLast && i === group.buckets.length - 1)
    return false
  }
  const bucket = group.type === 'select' ? select(ctx, group) : firstLive(ctx, group, 0)
  if (bucket) {
    note(ctx, `using bucket ${bucket.id}`)
    doBucket(ctx, bucket, isLast)
  } else note(ctx, 'no live bucket')
  return false
}

/** A bucket works on a copy of the packet: what it does to the packet is undone after it. */
function doBucket(ctx: Context, bucket: Bucket, isLast: boolean): void {
  const flow = ctx.flow.slice()
  const { wasMpls } = ctx
  const actions: readonly Action[] = orderActionSet(bucket.actions)
  note(ctx, `bucket ${bucket.id}`)
  ctx.depth++
  ctx.engine.doActions(ctx, actions, isLast, true)
  ctx.depth--
  if (ctx.isFreezing) finishFreezing(ctx)
  ctx.flow.set(flow)
  ctx.wasMpls = wasMpls
  ctx.isExiting = false
  if (ctx.error === 'too many MPLS labels' || ctx.error === 'unsupported packet type') ctx.error = null
}

function isLive(ctx: Context, bucket: Bucket, depth: number): boolean {
  if (depth >= LIVENESS_DEPTH_MAX) return false
  if (bucket.watchPort === null && bucket.watchGroup === null) return true
  const port = bucket.watchPort === null ? null : parsePort(bucket.watchPort, ctx.bridge.scope.ports)
  if (port !== null && port !== CONTROLLER && findPort(ctx.bridge, port)?.isUp) return true
  const watched = bucket.watchGroup === null ? null : ctx.bridge.groups?.get(bucket.watchGroup)
  return watched ? firstLive(ctx, watched, depth + 1) !== null : false
}

const firstLive = (ctx: Context, group: Group, depth: number): Bucket | null =>
  group.buckets.find((bucket) => isLive(ctx, bucket, depth)) ?? null

/**
 * Select groups: by a hash of chosen fields, or (the default) by a hash that the datapath works out, for which the packet
 * leaves the pipeline; a trace ends there, as `ofproto/trace` does.
 */
function select(ctx: Context, group: Group): Bucket | null {
  if (ctx.wasMpls) {
    triggerFreeze(ctx)
    return null
  }
  if (group.selectionMethod === 'hash') return bestLive(ctx, group, hashSelected(ctx, group))
  const hash = word(ctx.flow, W.dpHash)
  const isAsked = group.selectionMethod === 'dp_hash'
  if (!fitsHashMap(group)) return bestLive(ctx, group, hashWhole(ctx))
  const live = group.buckets.filter((bucket) => bucket.weight > 0 && isLive(ctx, bucket, 0))
  const ways = live.map((bucket) => `bucket ${bucket.id}`)
  const chosen = live.length === 0 ? null : choose(ctx, `group ${group.id}`, ways)
  if (chosen !== null) return live[chosen] ?? null
  if (hash !== 0) return null
  const parameter = isAsked ? group.selectionParameter : SYMMETRIC_L4
  const algorithm = Number(parameter >> 32n)
  ctx.dpHash = { algorithm: algorithm <= 1 ? algorithm : 0, basis: Number(parameter & 0xffffffffn) }
  triggerFreeze(ctx)
  return null
}

/** The hash needs at least as many values as the weights ask for (group_setup_dp_hash_table, ofproto/ofproto-dpif.c). */
function fitsHashMap(group: Group): boolean {
  const weights = group.buckets.map((bucket) => bucket.weight).filter((weight) => weight > 0)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return false
  return Math.max(16, 2 ** Math.ceil(Math.log2(Math.ceil(total / Math.min(...weights))))) <= HASH_VALUES_MAX
}

function hashWhole(ctx: Context): number {
  ctx.run.follower?.pinWords(ctx.flow, hashedWords('symmetric_l4'), ctx.rule)
  return hashSymmetricL4(ctx.flow, 0)
}

function hashSelected(ctx: Context, group: Group): number {
  let basis = hashUint64(group.selectionParameter)
  for (const text of group.selectionFields) {
    const equals = text.indexOf('=')
    const field = findScopedField(ctx.bridge.scope, equals < 0 ? text : text.slice(0, equals))
    if (!field || !meetsPrerequisite(ctx.flow, field.prerequisite)) continue
    ctx.run.follower?.pin(readFreeBits(ctx.flow, { field, offset: 0, bits: field.bits }), ctx.rule)
    const mask = equals < 0 ? allOnes(field.bits) : (parseFieldValue(field, text.slice(equals + 1))?.value ?? 0n)
    const value = getBits(ctx.flow, field.place, 0, field.bits) & mask
    const count = Math.ceil(field.bits / 8)
    basis = hashBytes(
      Array.from({ length: count }, (_, i) => Number((value >> BigInt(8 * (count - 1 - i))) & 0xffn)),
      basis,
    )
    setMasked(ctx.seen, field.place, field.bits, mask, mask)
  }
  return basis
}

function bestLive(ctx: Context, group: Group, basis: number): Bucket | null {
  let best: Bucket | null = null
  let scoreMax = 0
  for (const bucket of group.buckets) {
    if (!isLive(ctx, bucket, 0)) continue
    const score = Math.imul(hashInteger(bucket.id, basis) & 0xffff, bucket.weight) >>> 0
    if (score >= scoreMax) {
      best = bucket
      scoreMax = score
    }
  }
  return best
}
