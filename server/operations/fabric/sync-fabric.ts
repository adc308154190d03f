import { z } from 'zod'
import { err, ok, type Result } from '../../../core/result'
import { openFabric } from '../../../fabrics/catalogue'
import type { Fabric, FabricError } from '../../../fabrics/fabric'
import type { Actor } from '../../actor'
import { env } from '../../env'
import type { AppError } from '../../errors'
import { auditTouched } from '../../store/audit/audit'
import { pool, type Sql, transaction } from '../../store/database'
import { listNicsOnHost, saveDump } from '../../store/flows'
import { saveSnapshot } from '../../store/save-snapshot'
import { evaluateProbes } from './evaluate-probes'

export const syncFabricInput = z.object({ fabricId: z.number().int() })
export type SyncOutcome = { readonly vpcId: number; readonly revision: number; readonly hosts: number }

const LOCK_CLASS = 7_212

type FabricRow = {
  id: number
  name: string
  kind: string
  endpoint: string
  secretName: string | null
  isDemo: boolean
}

/** The fabric of a row, with its secret taken from the environment. */
export async function openStoredFabric(
  sql: Sql,
  fabricId: number,
): Promise<Result<{ fabric: Fabric; row: FabricRow }, AppError>> {
  const { rows } = await sql.query<FabricRow>(
    `SELECT id, name, kind, endpoint, secret_name AS "secretName", coalesce((SELECT bool_or(is_demo) FROM vpc WHERE fabric_id = fabric.id), false) AS "isDemo" FROM fabric WHERE id = $1`,
    [fabricId],
  )
  const row = rows[0]
  if (!row) return err({ kind: 'not-found', what: 'This fabric' })
  if (row.kind === 'export')
    return err({
      kind: 'refused',
      reason: `${row.name}: this registry is known from exports and is not spoken to. Register the address where they come from, then import a newer export.`,
    })
  const endpoint = row.kind === 'simulated' ? (env().ROLLCALL_SIM_URL ?? row.endpoint) : row.endpoint
  const fabric = await openFabric({
    kind: row.kind,
    name: row.name,
    endpoint,
    secret: process.env[row.secretName ?? ''] ?? '',
  })
  return fabric
    ? ok({ fabric, row })
    : err({ kind: 'fabric', fabric: row.name, reason: `kind ${row.kind} is not known` })
}

export function toAppError(fabric: string, error: FabricError): AppError {
  if (error.kind === 'conflict')
    return {
      kind: 'conflict',
      reason: `Fabric ${fabric} was changed by somebody else since it was read. Look again before you apply.`,
    }
  return {
    kind: 'fabric',
    fabric,
    reason:
      error.kind === 'unreachable'
        ? `it cannot be reached (${error.reason})`
        : error.kind === 'refused'
          ? `it refused: ${error.reason}`
          : error.reason,
  }
}

/**
 * Reads a fabric's registry and the flow tables of its hosts, stores them as facts and re-judges. One at a time a
 * fabric. A fabric that cannot be reached keeps its facts; they only grow old.
 */
export async function syncFabric(
  input: z.output<typeof syncFabricInput>,
  actor: Actor,
  changeId: number | null = null,
): Promise<Result<SyncOutcome, AppError>> {
  const opened = await openStoredFabric(pool(), input.fabricId)
  if (!opened.ok) return opened
  const { fabric, row } = opened.value
  const failed = async (error: FabricError): Promise<Result<never, AppError>> => {
    const told = toAppError(row.name, error)
    await pool().query('UPDATE fabric SET error = $2 WHERE id = $1', [
      row.id,
      told.kind === 'fabric' ? told.reason : error.kind,
    ])
    return err(told)
  }
  const snapshot = await fabric.readSnapshot()
  if (!snapshot.ok) return failed(snapshot.error)
  const tables: { host: string; bridge: string; dump: string }[] = []
  for (const host of snapshot.value.hosts) {
    const dump = await fabric.readFlowTable(host.name)
    if (!dump.ok) return failed(dump.error)
    tables.push({ host: host.name, bridge: host.bridge, dump: dump.value })
  }
  return transaction(async (sql) => {
    const now = new Date()
    await sql.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK_CLASS, row.id])
    const { rows: held } = await sql.query<{ revision: string | null }>('SELECT revision FROM fabric WHERE id = $1', [
      row.id,
    ])
    if (Number(held[0]?.revision ?? -1) > snapshot.value.revision)
      return ok({ vpcId: 0, revision: snapshot.value.revision, hosts: 0 }) // a later reading is stored already
    const isFresh = held[0]?.revision !== String(snapshot.value.revision)
    const vpcId = await saveSnapshot(sql, row.id, snapshot.value, row.isDemo, now)
    const nicIds: number[] = []
    for (const table of tables) {
      const { rows: hosts } = await sql.query<{ id: number }>('SELECT id FROM host WHERE name = $1', [table.host])
      const saved = await saveDump(sql, {
        hostId: hosts[0]?.id ?? 0,
        bridge: table.bridge,
        text: table.dump,
        takenAt: now,
        source: row.name,
      })
      if (saved.isNew || isFresh) nicIds.push(...(await listNicsOnHost(sql, hosts[0]?.id ?? 0)))
    }
    await sql.query('UPDATE fabric SET read_at = $2, revision = $3, error = NULL WHERE id = $1', [
      row.id,
      now,
      String(snapshot.value.revision),
    ])
    await evaluateProbes(sql, nicIds, now)
    if (nicIds.length > 0) await auditTouched(sql, { nicIds }, { now, actor: actor.name, changeId })
    else
      await sql.query('UPDATE standing SET programmed_at = $2 WHERE vpc_id = $1 AND programmed_at IS NOT NULL', [
        vpcId,
        now,
      ])
    return ok({ vpcId, revision: snapshot.value.revision, hosts: tables.length })
  })
}
