import 'server-only'
import { pool } from '../store/database'

export async function isDatabaseUp(): Promise<boolean> {
  return pool()
    .query('SELECT 1')
    .then(
      () => true,
      () => false,
    )
}
