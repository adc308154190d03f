import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout this launcher belongs to. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** A path inside the checkout. */
export const inRoot = (...parts) => path.join(ROOT, ...parts)

/** Where a run keeps its database, passwords and logs. */
export const dataDir = (fallback) => path.resolve(process.env.ROLLCALL_DATA_DIR ?? inRoot(fallback))
