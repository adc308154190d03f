import { type NextRequest, NextResponse } from 'next/server'

/**
 * A server without a login must not fall to DNS rebinding: a request names a host that we answer to, and a request that
 * changes something comes from a page of ours. ROLLCALL_HOSTS adds names, comma separated. Under the names of
 * ROLLCALL_AGENT_HOSTS only agents are answered: their script, and reports that show a token.
 */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

function hostName(value: string): string {
  return value.replace(/:\d+$/, '').toLowerCase()
}

export function proxy(request: NextRequest): NextResponse {
  const allowed = new Set([...LOOPBACK, ...namesIn('ROLLCALL_HOSTS')])
  const host = request.headers.get('host') ?? ''
  if (namesIn('ROLLCALL_AGENT_HOSTS').has(hostName(host)) && !allowed.has(hostName(host))) {
    const { pathname } = request.nextUrl
    if (SAFE.has(request.method) && pathname === '/agent.sh') return NextResponse.next()
    if (request.method === 'POST' && pathname === '/api/v1/captures' && request.headers.has('authorization'))
      return NextResponse.next()
    return refuse('Under this name only agents are answered: /agent.sh, and reports that show a token.')
  }
  if (host === '' || !allowed.has(hostName(host)))
    return refuse(
      `This server does not answer to the name "${hostName(host)}". Add it to ROLLCALL_HOSTS if it is yours.`,
    )
  const origin = request.headers.get('origin')
  if (!SAFE.has(request.method) && origin !== null && !isSame(origin, host))
    return refuse('This request comes from another site.')
  return NextResponse.next()
}

const namesIn = (variable: string): ReadonlySet<string> =>
  new Set((process.env[variable] ?? '').split(',').flatMap((name) => name.trim().toLowerCase() || []))

function isSame(origin: string, host: string): boolean {
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}

const refuse = (sentence: string): NextResponse =>
  NextResponse.json({ status: 403, sentence, field: null }, { status: 403 })

export const config = { matcher: ['/((?!_next/static|favicon.ico).*)'] }
