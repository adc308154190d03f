import type { RegistryStep } from '../../../core/registry/snapshot'
import { ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { pool } from '../../store/database'
import { syncFabric } from '../fabric/sync-fabric'

const TRIES_MAX = 5
const PAUSE_MS = 400

/** What the hosts do, after a change: `traced` for the log, `note` for the receipt. */
export type ReadBack = {
  readonly hosts: number
  readonly verified: boolean
  readonly traced: string
  readonly note: string
  readonly standing: string | null
}

/** Reads the fabric until the rules of every touched interface show the change: a controller needs a moment to program them. */
export async function readUntilProgrammed(
  {
    fabricId,
    vpcId,
    nicId,
    address,
  }: { readonly fabricId: number; readonly vpcId: number; readonly nicId: number; readonly address: string },
  steps: readonly RegistryStep[],
  isRegistering: boolean,
  actor: Actor,
  changeId: number,
): Promise<Result<ReadBack, AppError>> {
  const macs = [...new Set(steps.flatMap((step) => ('registration' in step ? step.registration.mac : [])))]
  for (let turn = 1; ; turn++) {
    const synced = await syncFabric({ fabricId }, actor, changeId)
    if (!synced.ok) return synced
    const { rows } = await pool().query<{ nicId: number; standing: string | null; programmed: string | null }>(
      `SELECT n.id AS "nicId", s.standing, s.programmed FROM nic n
         LEFT JOIN standing s ON s.nic_id = n.id AND s.address = $3::inet WHERE n.vpc_id = $4 AND (n.mac = ANY($1) OR n.id = $2)`,
      [macs, nicId, address, vpcId],
    )
    const passing = rows.filter((row) => row.programmed === 'yes').length
    const isShown = isRegistering ? passing > 0 && passing === rows.length : passing === 0
    if (isShown || turn === TRIES_MAX)
      return ok({
        hosts: synced.value.hosts,
        standing: rows.find((row) => row.nicId === nicId)?.standing ?? null,
        ...judgeRetrace(isRegistering, passing, rows.length),
      })
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

/** Whether the rules do now what was asked for; a pair that left the books is passed by nothing. */
function judgeRetrace(isRegistering: boolean, passing: number, all: number) {
  const members = all > 1 ? ` of ${isRegistering ? all - passing : passing} of ${all} members` : ''
  if (isRegistering && passing > 0 && passing === all)
    return {
      verified: true,
      traced: all > 1 ? `all four probes pass on the hosts of ${all} members` : 'all four probes pass on the host',
      note:
        all > 1
          ? 'The hosts of all members pass it: their flow tables were read back and evaluated.'
          : 'The host passes it: its flow table was read back and evaluated.',
    }
  if (isRegistering)
    return {
      verified: false,
      traced: `the registry has it, the host${members} still drops it`,
      note: `The registry has it, but the host${members} still drops it.`,
    }
  return passing > 0
    ? {
        verified: false,
        traced: `the registry no longer has it, the host${members} still passes it`,
        note: `The registry no longer has it, but the host${members} still passes it.`,
      }
    : {
        verified: true,
        traced: 'the host no longer passes it',
        note: 'The host no longer passes it: its flow table was read back and evaluated.',
      }
}
