import { formatCsv } from '@/server/operations/registry/csv/read-csv'
import { readExportRows } from '@/server/queries/registry/export-rows'

export const dynamic = 'force-dynamic'

/** GET /api/v1/registrations.csv?vpc=… streams the registry, a page of rows at a time. */
export async function GET(request: Request): Promise<Response> {
  const vpc = new URL(request.url).searchParams.get('vpc')
  if (vpc !== null && !/^\d{1,9}$/.test(vpc))
    return Response.json({ status: 422, sentence: 'vpc is the number of a VPC.', field: 'vpc' }, { status: 422 })
  const pages = readExportRows(vpc === null ? null : Number(vpc))
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const page = await pages.next()
      if (page.done) return controller.close()
      controller.enqueue(encoder.encode(`${formatCsv(page.value)}\r\n`))
    },
    async cancel() {
      await pages.return(undefined)
    },
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="registrations.csv"',
      'cache-control': 'no-store',
    },
  })
}
