import { isDatabaseUp } from '@/server/queries/health'

export const dynamic = 'force-dynamic'

export async function GET(): Promise<Response> {
  const up = await isDatabaseUp()
  return Response.json({ status: up ? 'ok' : 'database away' }, { status: up ? 200 : 503 })
}
