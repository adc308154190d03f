import { z } from 'zod'
import { err, ok, type Result } from '../../core/result'
import type { FabricError } from '../fabric'
import { type Incoming, type Limits, type Outgoing, sendRequest } from '../protocols/http/send-request'
import { explainAnswer } from './explain-answer'
import { type Login, logIn, parseJson, type Session } from './login'

const PAGE_ITEMS = 500 // asked for; a server may give fewer at a time
const PAGES_MAX = 5_000
const RENEW_BEFORE_MS = 60_000 // a token that ends sooner is not used any more

type Query = readonly (readonly [name: string, value: string])[]
/** `revision`: written only if the object is still at it. */
type Request = { readonly query?: Query; readonly body?: unknown; readonly revision?: number | null }

/** Neutron's API (v2.0) for one login: the token is asked for when it is needed, and again when it is refused. */
export class NeutronClient {
  private session: Session | null = null
  private signingIn: Promise<Result<Session, FabricError>> | null = null

  constructor(
    private readonly login: Login,
    private readonly endpoint: string,
    private readonly limits: Limits,
  ) {}

  /**
   * The text of every page of a collection: `{COLLECTION: [{"id": …}, …], COLLECTION_links: […]}`. An optional one is
   * empty where the server has none (404) or does not show it to these credentials (403).
   */
  async listPages(collection: string, query: Query = [], isOptional = false): Promise<Result<string[], FabricError>> {
    const pages: string[] = []
    const seen = new Set<string>()
    for (let marker: string | null = null; pages.length < PAGES_MAX; ) {
      const asked: Query = [
        ...query,
        ['limit', String(PAGE_ITEMS)],
        ...(marker === null ? [] : [['marker', marker] as const]),
      ]
      const answered = await this.exchange('GET', collection, { query: asked })
      if (!answered.ok) return answered
      const { url, answer } = answered.value
      if (isOptional && (answer.status === 403 || answer.status === 404)) return ok([])
      if (!isSuccess(answer)) return err(explainAnswer('Neutron', url, answer))
      const page = readPage(collection, answer.text)
      if (!page.ok) return page
      pages.push(answer.text)
      // The link itself may name an address that only the server's own network has: its marker is the last item's.
      const { last, isMore } = page.value
      if (!isMore || last === undefined) return ok(pages)
      if (seen.has(last)) return err({ kind: 'invalid', reason: `its list of ${collection} goes in a circle` })
      seen.add(last)
      marker = last
    }
    return err({ kind: 'invalid', reason: `its list of ${collection} has more than ${PAGES_MAX} pages` })
  }

  /** One request below /v2.0/; the text of the answer. */
  async ask(method: Outgoing['method'], path: string, request: Request = {}): Promise<Result<string, FabricError>> {
    const answered = await this.exchange(method, path, request)
    if (!answered.ok) return answered
    const { url, answer } = answered.value
    return isSuccess(answer) ? ok(answer.text) : err(explainAnswer('Neutron', url, answer))
  }

  private async exchange(
    method: Outgoing['method'],
    path: string,
    { query = [], body, revision = null }: Request,
  ): Promise<Result<{ url: URL; answer: Incoming }, FabricError>> {
    for (let turn = 0; ; turn++) {
      const session = await this.signIn()
      if (!session.ok) return session
      const { token, neutron } = session.value
      const url = new URL(path, neutron)
      for (const [name, value] of query) url.searchParams.append(name, value)
      const headers = {
        ...(token !== null && { 'x-auth-token': token }),
        ...(revision !== null && { 'if-match': `revision_number=${revision}` }),
      }
      const answer = await sendRequest({ method, url, headers, ...(body !== undefined && { body }) }, this.limits)
      if (!answer.ok) return answer
      if (answer.value.status === 401 && token !== null && turn === 0) {
        if (this.session === session.value) this.session = null
        continue
      }
      return ok({ url, answer: answer.value })
    }
  }

  /** One login at a time, however many requests wait for it. */
  private async signIn(): Promise<Result<Session, FabricError>> {
    if (this.session && this.session.expiresAt - Date.now() > RENEW_BEFORE_MS) return ok(this.session)
    this.signingIn ??= logIn(this.login, this.endpoint, this.limits).finally(() => {
      this.signingIn = null
    })
    const found = await this.signingIn
    if (found.ok) this.session = found.value
    return found
  }
}

const isSuccess = ({ status }: Incoming): boolean => status >= 200 && status < 300

const bodyWire = z.record(z.string(), z.unknown())
const itemsWire = z.array(z.looseObject({ id: z.string() }))
const linksWire = z.array(z.object({ rel: z.string() }))

function readPage(
  collection: string,
  text: string,
): Result<{ last: string | undefined; isMore: boolean }, FabricError> {
  const body = bodyWire.safeParse(parseJson(text)).data
  const items = itemsWire.safeParse(body?.[collection])
  if (!items.success)
    return err({
      kind: 'invalid',
      reason: `its list of ${collection} is not understood: ${z.prettifyError(items.error)}`,
    })
  const links = linksWire.safeParse(body?.[`${collection}_links`]).data ?? []
  return ok({ last: items.data.at(-1)?.id, isMore: links.some(({ rel }) => rel === 'next') })
}
