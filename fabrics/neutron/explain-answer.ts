import { z } from 'zod'
import type { FabricError } from '../fabric'
import type { Incoming } from '../protocols/http/send-request'

const SAID_MAX = 400 // characters of what a server says that are repeated

/** What Neutron and Keystone say of a refusal, and what proxies in front of them do. */
const neutronError = z.object({
  NeutronError: z.union([z.string(), z.object({ type: z.string().optional(), message: z.string() })]),
})
const keystoneError = z.object({ error: z.object({ message: z.string(), title: z.string().optional() }) })

/** Refusals that are limits: an operator raises them, or something else has to go first. */
const LIMITS: Readonly<Record<string, string>> = {
  AllowedAddressPairExhausted: 'the limit of allowed address pairs of a port (max_allowed_address_pair)',
  OverQuota: 'the quota of the project',
}

/** An answer that is no success, in the words of the port: refused as such, with what the server says. */
export function explainAnswer(who: 'Keystone' | 'Neutron', url: URL, { status, headers, text }: Incoming): FabricError {
  const { type, message } = readError(text)
  const said = message === '' ? `it answered ${status}` : message.slice(0, SAID_MAX)
  const place = `${url.origin}${url.pathname}`
  if (status >= 300 && status < 400)
    return { kind: 'invalid', reason: `${place} redirects to ${headers.location ?? 'elsewhere'}: give that address` }
  if (status === 401) return { kind: 'refused', reason: `${who} does not accept the credentials: ${said}` }
  if (status === 403)
    return { kind: 'refused', reason: `${who}'s policy does not allow it to these credentials: ${said}` }
  if (status === 404) return { kind: 'invalid', reason: `${place} is not there: ${said}` }
  if (status === 412) return { kind: 'conflict', reason: said }
  const limit = LIMITS[type]
  if (limit) return { kind: 'refused', reason: `${limit} is reached: ${said}` }
  if (status === 429 || status >= 500) return { kind: 'unreachable', reason: `${place} answered ${status}: ${said}` }
  return { kind: 'refused', reason: `${who} answered ${status}${type && ` ${type}`}: ${said}` }
}

function readError(text: string): { type: string; message: string } {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return { type: '', message: '' } // a proxy's page
  }
  const neutron = neutronError.safeParse(body)
  if (neutron.success) {
    const told = neutron.data.NeutronError
    return typeof told === 'string' ? { type: '', message: told } : { type: told.type ?? '', message: told.message }
  }
  const keystone = keystoneError.safeParse(body)
  return keystone.success ? { type: '', message: keystone.data.error.message } : { type: '', message: '' }
}
