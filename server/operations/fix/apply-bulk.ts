import type { BulkLine } from '../../../core/registry/bulk'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import { type AppError, sentenceOf } from '../../errors'
import { pool } from '../../store/database'
import { findRegistered } from '../../store/registrations'
import { type BulkInput, type BulkItem, oursOf } from './plan-bulk'
import { registerAddress } from './register-address'
import { releaseAddress } from './release-address'

/**
 * Registers or releases rows one after another, each as a change of its own with all its checks. A row that fails stops
 * no other, unless `stopAtFailure`; `signal` ends the run after the row that is under way.
 */
export async function* applyBulk(input: BulkInput, actor: Actor, signal: AbortSignal): AsyncGenerator<BulkLine> {
  const ours = await oursOf(input.items)
  const count = { done: 0, failed: 0, notTried: 0 }
  let why: string | null = null // nothing more is tried
  for (const item of input.items) {
    const pair = { kind: 'row', nicId: item.nicId, address: item.address } as const
    if (signal.aborted) why ??= 'Not tried: the run was stopped.'
    if (why !== null) {
      count.notTried++
      yield { ...pair, outcome: 'not-tried', sentence: why, changeId: null, verified: false }
      continue
    }
    const result = await applyRow(input, item, ours, actor)
    if (result.ok) {
      count.done++
      const { note, changeId, verified } = result.value
      yield { ...pair, outcome: 'done', sentence: note, changeId, verified }
      continue
    }
    count.failed++
    if (input.stopAtFailure) why = `Not tried: ${item.address} failed before it.`
    yield { ...pair, outcome: 'failed', sentence: sentenceOf(result.error), changeId: null, verified: false }
  }
  yield { kind: 'end', ...count }
}

type Applied = { readonly note: string; readonly changeId: number | null; readonly verified: boolean }

async function applyRow(
  { verb, why }: BulkInput,
  item: BulkItem,
  ours: ReadonlySet<string>,
  actor: Actor,
): Promise<Result<Applied, AppError>> {
  if (verb === 'register') return registerAddress({ ...item, why }, actor, ours)
  const id = await findRegistered(pool(), item.nicId, item.address)
  if (id === null)
    return err({ kind: 'conflict', reason: `${item.address} is not registered on this interface any more.` })
  const released = await releaseAddress({ id, why, basis: item.basis ?? null }, actor, ours)
  return released.ok ? ok(released.value) : released
}
