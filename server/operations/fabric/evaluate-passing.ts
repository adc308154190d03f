import { findPassing } from '../../../core/openflow/who/find-passing'
import { newEffort } from '../../../core/openflow/who/find-senders'
import type { Actor } from '../../actor'
import { auditTouched } from '../../store/audit/audit'
import { pool, transaction } from '../../store/database'
import { listPendingNics, type PendingNic, savePassing } from '../../store/passing'
import { findPipeline } from '../../store/pipelines'
import { evaluateProbes } from './evaluate-probes'

const NICS_MAX = 1000 // at a time
const WAYS_PER_HOST_MAX = 100_000
const PREFIXES_PER_NIC_MAX = 256

/**
 * Works out, for interfaces whose host has new rules, as whom they may speak, without knowing which address to try; then
 * probes what was found and judges it. Answers how many interfaces were looked at; call again until there is none.
 */
export async function evaluatePassing(actor: Actor): Promise<number> {
  const pending = await listPendingNics(pool(), NICS_MAX)
  for (const group of byBridge(pending)) {
    const found = await passingOf(group)
    // Worked out before the transaction: other writers need not wait for it. What changed meanwhile is pending again.
    await transaction(async (sql) => {
      const now = new Date()
      for (const { nic, prefixes } of found)
        await savePassing(sql, nic.nicId, nic.basis, prefixes, PREFIXES_PER_NIC_MAX)
      const nicIds = group.map((nic) => nic.nicId)
      await evaluateProbes(sql, nicIds, now)
      await auditTouched(sql, { nicIds }, { now, actor: actor.name })
    })
  }
  return pending.length
}

function byBridge(pending: readonly PendingNic[]): PendingNic[][] {
  const groups = new Map<string, PendingNic[]>()
  for (const nic of pending) {
    const key = `${nic.hostId} ${nic.bridge}`
    const same = groups.get(key)
    if (same) same.push(nic)
    else groups.set(key, [nic])
  }
  return [...groups.values()]
}

async function passingOf(nics: readonly PendingNic[]): Promise<{ nic: PendingNic; prefixes: string[] }[]> {
  const [first] = nics
  const place = first ? await findPipeline(pool(), first.hostId, first.bridge) : null
  const effort = newEffort(WAYS_PER_HOST_MAX)
  return nics.map((nic) => ({ nic, prefixes: (place && findPassing(place.pipeline, nic, effort)) ?? [] }))
}
