import { UPLOAD_BYTES_MAX, uploadImport, uploadInput } from '@/server/operations/evidence/import/draft-import'
import { defineUpload } from '@/server/route'

/** Takes one file as it is, under the name in `path`, into the draft `import` or a new one. */
export const POST = defineUpload(uploadInput, 'ingest-capture', uploadImport, UPLOAD_BYTES_MAX, (query, bytes) => ({
  importId: query.import === undefined ? null : Number(query.import),
  path: query.path ?? 'a file',
  bytes,
}))
