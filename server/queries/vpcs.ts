import 'server-only'
import { pool } from '../store/database'

export async function listVpcNames(): Promise<{ id: number; name: string }[]> {
  return (await pool().query<{ id: number; name: string }>('SELECT id, name FROM vpc ORDER BY name LIMIT 500')).rows
}

export async function findFirstSubnet(vpcId: number | undefined): Promise<number | null> {
  const { rows } = await pool().query<{ id: number }>(
    'SELECT id FROM subnet WHERE $1::int IS NULL OR vpc_id = $1 ORDER BY id LIMIT 1',
    [vpcId ?? null],
  )
  return rows[0]?.id ?? null
}

export type VpcChoice = {
  readonly id: number
  readonly name: string
  readonly registry: 'own' | 'export' | 'fabric' // where its registry comes from
}

/** VPCs by name, with what may be taken into them. */
export async function listVpcChoices(): Promise<VpcChoice[]> {
  const { rows } = await pool().query<VpcChoice>(
    `SELECT v.id, v.name, CASE WHEN f.id IS NULL THEN 'own' WHEN f.kind = 'export' THEN 'export' ELSE 'fabric' END AS registry
       FROM vpc v LEFT JOIN fabric f ON f.id = v.fabric_id ORDER BY v.name LIMIT 500`,
  )
  return rows
}
