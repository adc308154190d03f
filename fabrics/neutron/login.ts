import { z } from 'zod'
import { err, ok, type Result } from '../../core/result'
import type { FabricAddress, FabricError } from '../fabric'
import { type Limits, sendRequest } from '../protocols/http/send-request'
import { explainAnswer } from './explain-answer'

/** Who we are to Keystone (identity API v3); `noauth` is a Neutron without it. */
export type Login =
  | { readonly kind: 'noauth' }
  | ({
      readonly kind: 'keystone'
      readonly url: URL
      readonly identity: object
      readonly scope: object | null
    } & Wanted)
type Wanted = { readonly region: string | null; readonly interface: string }

/** A token, and where Neutron is by the catalogue that came with it. */
export type Session = { readonly token: string | null; readonly neutron: URL; readonly expiresAt: number }

const FOREVER = Number.MAX_SAFE_INTEGER
const DOMAIN = 'Default' // of users and projects that do not say theirs

/** How an address logs in. A sentence when something is missing. */
export function readLogin(address: FabricAddress): Login | string {
  const { auth = 'password', user = '', project = '', userDomain = DOMAIN, projectDomain = DOMAIN } = address.options
  if (auth === 'none') return { kind: 'noauth' }
  const url = readUrl(address.endpoint)
  if (typeof url === 'string') return url
  if (user === '' || address.secret === '') return 'Credentials are missing: who, and the secret.'
  const wanted = { region: address.options.region ?? null, interface: address.options.interface ?? 'public' }
  const at = new URL(`${url.href.replace(/\/+$/, '').replace(/\/v3$/, '')}/v3/auth/tokens`)
  if (auth === 'application-credential') {
    const identity = {
      methods: ['application_credential'],
      application_credential: { id: user, secret: address.secret },
    }
    return { kind: 'keystone', url: at, identity, scope: null, ...wanted }
  }
  if (auth !== 'password') return `${auth} is no way to log in: password, application-credential or none.`
  if (project === '') return 'The project is missing.'
  const identity = {
    methods: ['password'],
    password: { user: { name: user, domain: { name: userDomain }, password: address.secret } },
  }
  const scope = { project: { name: project, domain: { name: projectDomain } } }
  return { kind: 'keystone', url: at, identity, scope, ...wanted }
}

/** An http or https URL; a sentence when it is none. */
export function readUrl(text: string): URL | string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !['http:', 'https:'].includes(url.protocol)) return `${text} is no http or https URL.`
  if (url.username !== '' || url.password !== '') return 'A URL carries no credentials: they have fields of their own.'
  return url
}

/** Where the API is, with its version and a slash at the end, from what catalogues and people write. */
export function readNeutronUrl(text: string): URL | string {
  const url = readUrl(text)
  if (typeof url === 'string') return url
  return new URL(`${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/v2\.0$/, '')}/v2.0/`)
}

/** Asks for a token; what is secret is sent nowhere else and is in no error. */
export async function logIn(login: Login, endpoint: string, limits: Limits): Promise<Result<Session, FabricError>> {
  if (login.kind === 'noauth') {
    const neutron = readNeutronUrl(endpoint)
    return typeof neutron === 'string'
      ? err({ kind: 'invalid', reason: neutron })
      : ok({ token: null, neutron, expiresAt: FOREVER })
  }
  const body = { auth: { identity: login.identity, ...(login.scope && { scope: login.scope }) } }
  const answer = await sendRequest({ method: 'POST', url: login.url, body }, limits)
  if (!answer.ok) return answer
  const { status, headers, text } = answer.value
  if (status !== 201 && status !== 200) return err(explainAnswer('Keystone', login.url, answer.value))
  const token = headers['x-subject-token']
  const parsed = tokenWire.safeParse(parseJson(text))
  if (typeof token !== 'string' || !parsed.success)
    return err({
      kind: 'invalid',
      reason: `${login.url.href} did not answer with a token: is it Keystone's version 3?`,
    })
  const neutron = findNeutron(parsed.data.token.catalog ?? [], login)
  if (typeof neutron === 'string') return err({ kind: 'invalid', reason: neutron })
  return ok({ token, neutron, expiresAt: Date.parse(parsed.data.token.expires_at ?? '') || FOREVER })
}

const tokenWire = z.object({
  token: z.object({
    expires_at: z.string().optional(),
    catalog: z
      .array(
        z.object({
          type: z.string(),
          endpoints: z.array(
            z.object({
              interface: z.string(),
              url: z.string(),
              region: z.string().nullish(),
              region_id: z.string().nullish(),
            }),
          ),
        }),
      )
      .optional(),
  }),
})
type Catalogue = NonNullable<z.infer<typeof tokenWire>['token']['catalog']>

/** The endpoint of the network service in the region that is wanted; with one region none needs to be named. */
function findNeutron(catalogue: Catalogue, wanted: Wanted): URL | string {
  const offered = catalogue
    .filter(({ type }) => type === 'network')
    .flatMap(({ endpoints }) => endpoints)
    .filter((one) => one.interface === wanted.interface)
    .map(({ url, region, region_id }) => ({ url, region: region_id ?? region ?? '' }))
  const regions = [...new Set(offered.map(({ region }) => region))]
  if (offered.length === 0) return `Keystone's catalogue has no ${wanted.interface} endpoint of a network service.`
  if (wanted.region === null && regions.length > 1)
    return `Name the region: the network service is in ${regions.join(', ')}.`
  const found = offered.find(({ region }) => wanted.region === null || region === wanted.region)
  if (!found) return `There is no network service in region ${wanted.region}: it is in ${regions.join(', ')}.`
  return readNeutronUrl(found.url)
}

/** JSON, or undefined for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
