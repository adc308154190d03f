import type { Action, ActionOf } from '../actions/action'
import type { Subfield } from '../fields/field-scope'
import { allOnes } from '../fields/field-value'
import { setMasked, W, word } from '../fields/flow-layout'
import { readFreeBits } from '../fields/free-bits'
import { isIp } from '../fields/prerequisites'
import { markPresent } from '../fields/tunnel-options'
import { doCheckLarger } from './check-packet-larger'
import { doBundle, doMultipath } from './choose-link'
import { doClone } from './clone-actions'
import { clearConntrack, doConntrack } from './conntrack'
import { type Context, cannotKnow, note } from './context'
import { sendToController } from './controller'
import { doLearn } from './do-learn'
import { doEnqueue, doOutput, doOutputRegister, doOutputTruncated } from './do-output'
import { mayGoDeeper } from './do-table'
import { doDecap, doEncap } from './encapsulation'
import { freezeActions, isFirstToFreeze, triggerFreeze } from './freeze'
import { doGroup } from './groups'
import { doDecMplsTtl, doPopMpls, doPushMpls, doSetMpls } from './mpls-actions'
import { needsRecirculation } from './mpls-recirculation'
import { setVlanId, setVlanPriority } from './vlan-actions'
import { popVlan, pushVlan } from './vlan-stack'
import { moveField, readSubfield, setField, writeSubfield } from './write-field'

const BYTES_MAX = 65_535

/** What an action says of the list it stands in: go on, end it, or skip what comes after it here. */
type Outcome = 'next' | 'end' | 'skip-rest' | 'resume-after'
type Place = { readonly isLast: boolean; readonly inBucket: boolean; readonly rest: readonly Action[] }

/** Carries out a list of actions (do_xlate_actions, ofproto/ofproto-dpif-xlate.c). */
export function doActions(ctx: Context, actions: readonly Action[], isLast: boolean, inBucket: boolean): void {
  let isDone = false
  for (const [i, action] of actions.entries()) {
    if (ctx.error) break
    if (!ctx.isExiting && ctx.wasMpls && needsRecirculation(action)) triggerFreeze(ctx)
    if (ctx.isExiting || isDone) {
      if (ctx.isFreezing) freezeActions(ctx, actions.slice(i))
      break
    }
    const last = isLast && i === actions.length - 1 && ctx.actionSet.length === 0
    const isTable = action.kind === 'resubmit' || action.kind === 'goto'
    const outcome = doAction(ctx, action, { isLast: last, inBucket, rest: isTable ? [] : actions.slice(i + 1) })
    if (outcome === 'end') return
    if (outcome === 'skip-rest') isDone = true
    if (isTable) continue
    if (!ctx.error && ctx.isExiting && isFirstToFreeze(ctx)) {
      freezeActions(ctx, actions.slice(outcome === 'resume-after' ? i + 1 : i))
      break
    }
  }
}

function doAction(ctx: Context, action: Action, place: Place): Outcome {
  switch (action.kind) {
    case 'output':
      doOutput(ctx, action.port, action.maxLength ?? BYTES_MAX, place.isLast, place.inBucket)
      return 'next'
    case 'output-name':
      cannotKnow(ctx, `port ${action.name} is not known on bridge ${ctx.bridge.name}`)
      return 'next'
    case 'output-register':
      doOutputRegister(ctx, action, place.isLast, place.inBucket)
      return 'next'
    case 'output-truncated':
      doOutputTruncated(ctx, action, place.isLast)
      return 'next'
    case 'enqueue':
      doEnqueue(ctx, action, place.isLast)
      return 'next'
    case 'controller':
      return toController(ctx, action, place)
    case 'bundle':
      doBundle(ctx, action, place.isLast)
      return 'next'
    case 'group':
      return mayGoDeeper(ctx) && doGroup(ctx, action.id, place.isLast) ? 'end' : 'next'
    case 'resubmit':
      ctx.engine.doTable(ctx, {
        inPort: action.port ?? word(ctx.flow, W.inPort),
        table: action.table === null || action.table === 255 ? ctx.table : action.table,
        withCtTuple: action.ct,
        isLast: place.isLast,
        asClone: false,
      })
      return 'next'
    case 'goto':
      ctx.engine.doTable(ctx, {
        inPort: word(ctx.flow, W.inPort),
        table: action.table,
        withCtTuple: false,
        isLast: place.isLast,
        asClone: false,
      })
      return 'next'
    case 'clone':
      doClone(ctx, action.actions, place.isLast)
      return 'next'
    case 'check-packet-larger':
      doCheckLarger(ctx, action, place.rest)
      return 'skip-rest'
    case 'decap':
      if (!doDecap(ctx, action) || ctx.error) return 'next'
      triggerFreeze(ctx)
      return 'resume-after'
    case 'debug-recirc':
      triggerFreeze(ctx)
      return 'resume-after'
    case 'dec-ttl':
      return decTtl(ctx, action)
    case 'dec-mpls-ttl':
      return doDecMplsTtl(ctx) ? 'end' : 'next'
    case 'dec-nsh-ttl':
      return decNshTtl(ctx)
    case 'exit':
      ctx.isExiting = true
      return 'next'
    default:
      return change(ctx, action)
  }
}

type Simple = Exclude<
  Action,
  | ActionOf<'output' | 'output-name' | 'output-register' | 'output-truncated' | 'enqueue' | 'controller' | 'bundle'>
  | ActionOf<'group' | 'resubmit' | 'goto' | 'clone' | 'check-packet-larger' | 'decap' | 'dec-ttl'>
>

/** Actions that only change the packet or the state of the translation. */
function change(ctx: Context, action: Simple): Outcome {
  switch (action.kind) {
    case 'set':
      setField(ctx, action.field, action.value, action.mask)
      return 'next'
    case 'move':
      moveField(ctx, action.source, action.destination)
      return 'next'
    case 'push':
      markSubfield(ctx, action.subfield)
      ctx.stack.push({
        bits: action.subfield.bits,
        value: readSubfield(ctx.flow, action.subfield),
        free: readFreeBits(ctx.flow, action.subfield),
      })
      return 'next'
    case 'pop': {
      const entry = ctx.stack.pop()
      if (entry) writeSubfield(ctx, action.subfield, entry.value, entry.free)
      else note(ctx, 'stack underflow')
      return 'next'
    }
    case 'set-tunnel':
      setMasked(ctx.flow, { word: W.tunId, words: 2, shift: 0 }, 64, action.id, allOnes(64))
      return 'next'
    case 'set-vlan-id':
      setVlanId(ctx, action.id)
      return 'next'
    case 'set-vlan-priority':
      setVlanPriority(ctx, action.priority)
      return 'next'
    case 'pop-vlan':
      popVlan(ctx.flow, ctx.seen)
      return 'next'
    case 'push-vlan':
      pushVlan(ctx.flow, ctx.seen, action.etherType)
      return 'next'
    case 'push-mpls':
      doPushMpls(ctx, action.etherType)
      return 'next'
    case 'pop-mpls':
      doPopMpls(ctx, action.etherType)
      return 'next'
    case 'set-mpls':
      doSetMpls(ctx, action)
      return 'next'
    case 'encap':
      doEncap(ctx, action)
      return 'next'
    case 'set-queue':
      ctx.seen[W.skbPriority] = 0xffffffff
      ctx.flow[W.skbPriority] = action.queue
      return 'next'
    case 'pop-queue':
      ctx.seen[W.skbPriority] = 0xffffffff
      ctx.flow[W.skbPriority] = ctx.skbPriority
      return 'next'
    case 'multipath':
      doMultipath(ctx, action)
      return 'next'
    case 'learn':
      doLearn(ctx, action)
      return 'next'
    case 'ct':
      doConntrack(ctx, action)
      return 'next'
    case 'ct-clear':
      if (ctx.conntracked) {
        clearConntrack(ctx)
        ctx.actions.push({ kind: 'text', text: 'ct_clear' })
      }
      return 'next'
    case 'clear-actions':
      ctx.actionSet = []
      ctx.flow[W.actsetOutput] = UNSET
      ctx.actionSetHasGroup = false
      return 'next'
    case 'write-actions':
      writeActions(ctx, action.actions)
      return 'next'
    case 'apply-actions':
      ctx.engine.doActions(ctx, action.actions, false, false)
      return 'next'
    case 'write-metadata':
      setMasked(ctx.flow, { word: W.metadata, words: 2, shift: 0 }, 64, action.value, action.mask)
      return 'next'
    case 'meter':
      ctx.actions.push({ kind: 'text', text: `meter(${ctx.bridge.meters?.get(action.id ?? -1) ?? 0})` })
      return 'next'
    case 'delete-field':
      setMasked(ctx.flow, action.field.place, action.field.bits, 0n, allOnes(action.field.bits))
      markPresent(ctx.flow, Number(action.field.name.replace(/\D+/, '')), false)
      return 'next'
    case 'unknown':
      cannotKnow(ctx, `action ${action.text} is not understood`)
      return 'next'
    default:
      return 'next' // notes, samples for collectors, timeouts and clauses of conjunctions do nothing to a packet
  }
}

const UNSET = 0xfff7

/** The port that the action set outputs to is a field of its own; with a group in it there is none. */
export function writeActions(ctx: Context, actions: readonly Action[]): void {
  for (const action of actions) {
    if (ctx.actionSetHasGroup) break
    if (action.kind === 'output') ctx.flow[W.actsetOutput] = action.port
    else if (action.kind === 'group') {
      ctx.flow[W.actsetOutput] = UNSET
      ctx.actionSetHasGroup = true
    }
  }
  ctx.actionSet = ctx.actionSet.concat(actions)
}

function markSubfield(ctx: Context, subfield: Subfield): void {
  const ones = allOnes(subfield.bits) << BigInt(subfield.offset)
  setMasked(ctx.seen, subfield.field.place, subfield.field.bits, ones, ones)
}

function toController(ctx: Context, action: ActionOf<'controller'>, place: Place): Outcome {
  if (action.pause) {
    ctx.isPaused = true
    triggerFreeze(ctx)
    return 'resume-after'
  }
  const reason =
    action.reason !== 'action' ? action.reason : place.inBucket ? 'group' : ctx.inActionSet ? 'action_set' : 'action'
  sendToController(ctx, { id: action.id, maxLength: action.maxLength, reason })
  return 'next'
}

function decTtl(ctx: Context, action: ActionOf<'dec-ttl'>): Outcome {
  ctx.seen[W.nwTtl] = 0xff
  if (!isIp(ctx.flow)) return 'next'
  const ttl = word(ctx.flow, W.nwTtl)
  if (ttl > 1) {
    ctx.flow[W.nwTtl] = ttl - 1
    return 'next'
  }
  for (const id of action.controllers) sendToController(ctx, { id, maxLength: BYTES_MAX, reason: 'invalid_ttl' })
  note(ctx, 'decrement TTL exception')
  return 'end'
}

function decNshTtl(ctx: Context): Outcome {
  const ttl = word(ctx.flow, W.nshTtl)
  if (word(ctx.flow, W.dlType) === NSH && ttl > 1) {
    ctx.seen[W.nshTtl] = 0xff
    ctx.flow[W.nshTtl] = ttl - 1
    return 'next'
  }
  if (word(ctx.flow, W.dlType) === NSH) sendToController(ctx, { id: 0, maxLength: BYTES_MAX, reason: 'invalid_ttl' })
  note(ctx, 'NSH decrement TTL exception')
  return 'end'
}
const NSH = 0x894f
