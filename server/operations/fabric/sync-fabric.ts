import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Snapshot } from '../../../core/registry/snapshot'
import { ok, type Result } from '../../../core/result'
import type { HostReading } from '../../../fabrics/fabric'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { auditTouched } from '../../store/audit/audit'
import { pool, type Sql, transaction } from '../../store/database'
import { lockFabric } from '../../store/fabrics'
import { saveHostReading } from '../../store/snapshot/save-host-reading'
import { saveSnapshots } from '../../store/snapshot/save-snapshot'
import { evaluateProbes } from './evaluate-probes'
import { installKept } from './install-kept'
import { openStoredFabric, toAppError } from './open-stored-fabric'
import { readFabric } from './read-fabric'

export const syncFabricInput = z.object({ fabricId: z.number().int() })
export type SyncOutcome = {
  readonly vpcIds: readonly number[]
  readonly revision: string
  readonly hosts: number
  readonly unread: readonly string[] // hosts whose switch could not be read, with the reason
}

const HOSTS_AT_ONCE = 8

/**
 * Reads a fabric's registry and the switches of its hosts, stores them as facts and re-judges what changed. One at a
 * time a fabric, whichever process asks. A fabric or host that cannot be reached keeps its facts; they only grow old.
 * `extent` `changed` leaves out the hosts of interfaces of which the registry says what it said before.
 */
export async function syncFabric(
  input: z.output<typeof syncFabricInput>,
  actor: Actor,
  changeId: number | null = null,
  extent: 'all' | 'changed' = 'all',
): Promise<Result<SyncOutcome, AppError>> {
  const opened = await openStoredFabric(pool(), input.fabricId)
  if (!opened.ok) return opened
  const { fabric, row } = opened.value
  const outcome = await transaction(async (sql): Promise<Result<SyncOutcome, AppError>> => {
    await lockFabric(sql, row.id)
    const snapshots = await readFabric(sql, fabric, row)
    if (!snapshots.ok) return snapshots
    const now = new Date()
    const { vpcIds, touchedNicIds, drifts } = fabric.capabilities.keepsRegistry
      ? { ...(await saveSnapshots(sql, row, snapshots.value, now)), drifts: [] }
      : await installKept(sql, fabric, row, snapshots.value, actor)
    const touched = new Set(touchedNicIds)
    const hosts =
      extent === 'all'
        ? [...new Set(snapshots.value.flatMap((one) => one.hosts.map((host) => host.name)))]
        : await listHostsOf(sql, touchedNicIds)
    const { readings, unread } = await readHosts(hosts, (host) => fabric.readHost(host), row.name)
    for (const [host, reading] of readings)
      for (const nicId of await saveHostReading(sql, host, reading, row.name, now)) touched.add(nicId)
    const revision = nameRevision(snapshots.value)
    await sql.query('UPDATE fabric SET read_at = $2, revision = $3, error = $4 WHERE id = $1', [
      row.id,
      now,
      revision,
      [...(unread.length > 0 ? [`not read: ${unread.join('; ')}`] : []), ...drifts].join('; ') || null,
    ])
    const nicIds = [...touched]
    await evaluateProbes(sql, nicIds, now)
    if (nicIds.length > 0) await auditTouched(sql, { nicIds }, { now, actor: actor.name, changeId })
    await markRead(sql, [...readings.keys()])
    return ok({ vpcIds, revision, hosts: readings.size, unread })
  })
  if (!outcome.ok)
    await pool().query('UPDATE fabric SET error = $2 WHERE id = $1', [
      row.id,
      'reason' in outcome.error ? outcome.error.reason : outcome.error.kind,
    ])
  return outcome
}

/** One name for the state of all VPCs. */
function nameRevision(snapshots: readonly Snapshot[]): string {
  const [first, ...others] = snapshots.map((one) => one.revision)
  if (others.length === 0) return first ?? ''
  return createHash('sha256')
    .update([first, ...others].join(' '))
    .digest('hex')
    .slice(0, 12)
}

async function listHostsOf(sql: Sql, nicIds: readonly number[]): Promise<string[]> {
  const { rows } = await sql.query<{ name: string }>(
    'SELECT DISTINCT h.name FROM nic n JOIN guest g ON g.id = n.guest_id JOIN host h ON h.id = g.host_id WHERE n.id = ANY($1)',
    [nicIds],
  )
  return rows.map((row) => row.name)
}

/** Some hosts at once; what one of them does not answer says nothing of the others. */
async function readHosts(
  hosts: readonly string[],
  read: (host: string) => Promise<Result<HostReading | null, Parameters<typeof toAppError>[1]>>,
  fabric: string,
): Promise<{ readings: Map<string, HostReading>; unread: string[] }> {
  const readings = new Map<string, HostReading>()
  const unread: string[] = []
  for (let from = 0; from < hosts.length; from += HOSTS_AT_ONCE)
    await Promise.all(
      hosts.slice(from, from + HOSTS_AT_ONCE).map(async (host) => {
        const reading = await read(host)
        if (reading.ok && reading.value) readings.set(host, reading.value)
        if (!reading.ok) {
          const told = toAppError(fabric, reading.error)
          unread.push(`${host} (${'reason' in told ? told.reason : told.kind})`)
        }
      }),
    )
  return { readings, unread }
}

/** Pairs whose rules were read again and are as they were: known as of now. */
async function markRead(sql: Sql, hosts: readonly string[]): Promise<void> {
  await sql.query(
    `UPDATE standing s SET programmed_at = d.taken_at
       FROM probe q JOIN flow_dump d ON d.id = q.dump_id JOIN host h ON h.id = d.host_id
      WHERE h.name = ANY($1) AND s.nic_id = q.nic_id AND s.address = q.address AND s.programmed_at < d.taken_at`,
    [hosts],
  )
}
