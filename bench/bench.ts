// Measures one world: `bench.mjs <addresses>` on the empty database of DATABASE_URL. Prints one line of JSON.
import { pool } from '../server/store/database'
import { measureAudit } from './audit-bench'
import { measureLists } from './list-bench'
import { once } from './measure'
import { makeWorld, sizeOf } from './world'

const addresses = Number(process.argv[2])
const now = new Date()
const made = await once(() => makeWorld(pool(), addresses, now))
const size = sizeOf(addresses)
const audit = await measureAudit(size, now)
const lists = await measureLists(size)
process.stdout.write(`${JSON.stringify({ size, made, audit, lists })}\n`)
await pool().end()
