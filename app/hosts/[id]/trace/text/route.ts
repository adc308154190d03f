import { readTraceCommand } from '@/core/openflow/packet/read-trace-command'
import { chooseDump, findHost } from '@/server/queries/host'
import { writeTrace } from '@/server/queries/host-trace'

export const dynamic = 'force-dynamic'

const told = (status: number, sentence: string): Response =>
  new Response(`${sentence}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })

/** The trace of a host's trace page as text, in the manner of ofproto/trace; the same query. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params
  const query = new URL(request.url).searchParams
  const host = /^\d{1,9}$/.test(id) ? await findHost(Number(id)) : null
  const dump =
    host && chooseDump(host, { dump: query.get('dump') ?? undefined, bridge: query.get('bridge') ?? undefined })
  if (!host || !dump) return told(404, 'There is no such host, or no flow table of it is kept.')
  const { packet } = readTraceCommand(query.get('packet') ?? '')
  const text = await writeTrace({ dumpId: dump.id, packet, ctNext: query.get('ct') ?? '' })
  if (!text.ok) return told(422, text.error)
  return new Response(`# ${host.name} ${dump.bridge}, flow table read ${dump.takenAt}\n${text.value}`, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="trace-${host.id}.txt"`,
      'cache-control': 'no-store',
    },
  })
}
