import { notFound } from 'next/navigation'
import { chooseDump, type DumpLine, findHost, type HostPage } from '@/server/queries/host'

export type HostPageProps<Query> = { params: Promise<{ id: string }>; searchParams: Promise<Query> }

/** What all pages of a host begin with: the host, the table that the address names or the current one, and the time. */
export async function readHostPage<Query extends { dump?: string; bridge?: string }>({
  params,
  searchParams,
}: HostPageProps<Query>): Promise<{ host: HostPage; query: Query; dump: DumpLine | null; now: string }> {
  const [{ id }, query] = await Promise.all([params, searchParams])
  const host = /^\d{1,9}$/.test(id) ? await findHost(Number(id)) : null
  if (!host) notFound()
  return { host, query, dump: chooseDump(host, query), now: new Date().toISOString() }
}
