import { err, ok, type Result } from '../../../core/result'
import { openFabric } from '../../../fabrics/catalogue'
import type { Fabric, FabricError } from '../../../fabrics/fabric'
import { env } from '../../env'
import type { AppError } from '../../errors'
import type { Sql } from '../../store/database'

export type FabricRow = {
  readonly id: number
  readonly name: string
  readonly kind: string
  readonly endpoint: string
  readonly secretName: string | null
  readonly canWrite: boolean
  readonly options: Readonly<Record<string, string>>
  readonly isDemo: boolean
}

/** The fabric of a row, with its secret taken from the environment. */
export async function openStoredFabric(
  sql: Sql,
  fabricId: number,
): Promise<Result<{ fabric: Fabric; row: FabricRow }, AppError>> {
  const { rows } = await sql.query<FabricRow>(
    `SELECT id, name, kind, endpoint, secret_name AS "secretName", can_write AS "canWrite", options,
            coalesce((SELECT bool_or(is_demo) FROM vpc WHERE fabric_id = fabric.id), false) AS "isDemo" FROM fabric WHERE id = $1`,
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
  try {
    const secret = secretOf(row.secretName)
    if (secret === null)
      return err({ kind: 'fabric', fabric: row.name, reason: `the server has no variable ${row.secretName}` })
    const fabric = await openFabric({ kind: row.kind, name: row.name, endpoint, secret, options: row.options })
    return fabric
      ? ok({ fabric, row })
      : err({ kind: 'fabric', fabric: row.name, reason: `kind ${row.kind} is not known` })
  } catch (error) {
    return err({ kind: 'fabric', fabric: row.name, reason: error instanceof Error ? error.message : String(error) })
  }
}

/** The value of the environment variable that a fabric's secret is in: null where it is not set, nothing where none is wanted. */
export const secretOf = (name: string | null): string | null => (name === null ? '' : process.env[name] || null)

export function toAppError(fabric: string, error: FabricError): AppError {
  if (error.kind === 'conflict')
    return {
      kind: 'conflict',
      reason: `Fabric ${fabric} was changed by somebody else since it was read (${error.reason}). Look again before you apply.`,
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
