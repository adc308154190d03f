import { bundleInput, exportBundle } from '@/server/operations/evidence/export-bundle'
import { defineDownload } from '@/server/route'

export const dynamic = 'force-dynamic'

/** GET /api/v1/bundle?vpc=… answers a VPC's evidence with pseudonyms, as tar.gz. */
export const GET = defineDownload(bundleInput, 'read', exportBundle)
