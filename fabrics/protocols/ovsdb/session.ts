import type net from 'node:net'
import { StringDecoder } from 'node:string_decoder'
import { JsonMessages } from './json-messages'
import { type Certificates, openSocket, type Remote } from './remote'
import type { WireRow } from './value'

const CONNECT_MS_MAX = 5_000
const CALL_MS_MAX = 30_000 // of silence; the first copy of a large database arrives for longer
export const ANSWER_MS_MAX = 300_000
const PROBE_MS = 5_000 // an idle server is asked whether it still lives, as Open vSwitch's own clients do
const SILENCE_MS_MAX = 30_000 // a server that copies a large database for somebody else answers nobody
const MESSAGE_CHARACTERS_MAX = (1024 * 1024 * 1024) / 2 // the first answer of a monitor holds the whole database

/** What a server said to a call: an error of the protocol, or of an operation inside a transaction. */
export class OvsdbError extends Error {
  constructor(
    readonly error: string,
    readonly details: string,
  ) {
    super(details ? `${error}: ${details}` : error)
  }
}

export type Operation = Readonly<Record<string, unknown>> & { readonly op: string }
export type OperationResult = { readonly count?: number; readonly rows?: readonly WireRow[]; readonly uuid?: unknown }
type Waiting = {
  readonly done: (result: unknown) => void
  readonly fail: (error: Error) => void
  readonly silenceMsMax: number
}
type Message = { id?: unknown; method?: string; params?: readonly unknown[]; result?: unknown; error?: unknown }

/** One connection to an OVSDB server: calls, its notifications, and echoes in both directions (RFC 7047, section 4). */
export class OvsdbSession {
  private readonly messages = new JsonMessages(MESSAGE_CHARACTERS_MAX)
  private readonly decoder = new StringDecoder('utf8')
  private readonly waiting = new Map<number, Waiting>()
  private readonly probe: NodeJS.Timeout
  private nextId = 1
  private probedAt = Date.now()
  heardAt = Date.now() // when anything came last, part of an answer too
  private ended: Error | null = null
  onNotification: (method: string, params: readonly unknown[]) => void = () => {}
  onEnd: (reason: Error) => void = () => {}

  private constructor(private readonly socket: net.Socket) {
    socket.on('data', (chunk) => this.receive(chunk))
    socket.on('error', (error) => this.end(error))
    socket.on('close', () => this.end(new Error('the server closed the connection')))
    this.probe = setInterval(() => this.probeServer(), PROBE_MS)
    this.probe.unref()
  }

  static async open(remote: Remote, certificates: Certificates | null): Promise<OvsdbSession> {
    return new OvsdbSession(await openSocket(remote, certificates, CONNECT_MS_MAX))
  }

  /**
   * Calls a method. Throws OvsdbError when the server refuses, Error when the connection ends or nothing comes for
   * `silenceMsMax`: a server says nothing at all while it puts together the copy of a large database.
   */
  call(method: string, params: readonly unknown[], silenceMsMax = CALL_MS_MAX): Promise<unknown> {
    if (this.ended) return Promise.reject(this.ended)
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      const since = Date.now()
      let timer: NodeJS.Timeout
      const arm = (ms: number) => {
        timer = setTimeout(() => {
          const silence = Date.now() - Math.max(this.heardAt, since)
          if (silence < silenceMsMax && Date.now() - since < ANSWER_MS_MAX) return arm(silenceMsMax - silence)
          this.waiting.delete(id)
          reject(new Error(`${method} was not answered within ${Math.round((Date.now() - since) / 1000)} s`))
        }, ms)
      }
      arm(silenceMsMax)
      const settled =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer)
          then(value)
        }
      this.waiting.set(id, { done: settled(resolve), fail: settled(reject), silenceMsMax })
      this.send({ method, params, id })
    })
  }

  /**
   * Runs operations as one transaction. A failed one is answered without error at the level of the protocol: the error
   * stands in the place of the operation that failed, or behind the last one when it fails at commit.
   */
  async transact(database: string, operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    const results = (await this.call('transact', [database, ...operations])) as readonly (Record<
      string,
      unknown
    > | null)[]
    for (const result of results)
      if (result && typeof result.error === 'string')
        throw new OvsdbError(result.error, typeof result.details === 'string' ? result.details : '')
    return results as readonly OperationResult[]
  }

  close(): void {
    this.onEnd = () => {}
    this.end(new Error('closed'))
  }

  /** Ends the connection for a reason of ours, and says so as if the server had. */
  fail(reason: Error): void {
    this.end(reason)
  }

  private send(message: unknown): void {
    if (!this.ended) this.socket.write(JSON.stringify(message))
  }

  private receive(chunk: Buffer): void {
    this.heardAt = Date.now()
    try {
      for (const message of this.messages.take(this.decoder.write(chunk))) this.handle(message as Message)
    } catch (error) {
      this.end(new Error(`what it sends is not understood: ${error instanceof Error ? error.message : error}`))
    }
  }

  private handle(message: Message): void {
    if (message.method === 'echo') return this.send({ id: message.id, result: message.params ?? [], error: null })
    if (message.method !== undefined) return this.onNotification(message.method, message.params ?? [])
    const waiting = this.waiting.get(message.id as number)
    this.waiting.delete(message.id as number)
    if (message.error === null || message.error === undefined) return waiting?.done(message.result)
    const { error, details } = (typeof message.error === 'object' ? message.error : { error: message.error }) as {
      error?: unknown
      details?: unknown
    }
    waiting?.fail(new OvsdbError(String(error ?? 'error'), String(details ?? '')))
  }

  private probeServer(): void {
    const sinceMs = Date.now() - this.probedAt
    this.probedAt = Date.now()
    if (sinceMs > 2 * PROBE_MS) return // this process was busy: what the server said may wait to be read
    const silence = Date.now() - this.heardAt
    const patience = [...this.waiting.values()].map((one) => one.silenceMsMax).filter((ms) => ms > CALL_MS_MAX)
    if (silence > Math.max(SILENCE_MS_MAX, ...patience)) this.end(new Error('the server fell silent'))
    else if (silence >= PROBE_MS) this.call('echo', []).catch(() => {})
  }

  private end(reason: Error): void {
    if (this.ended) return
    this.ended = reason
    clearInterval(this.probe)
    this.socket.destroy()
    for (const waiting of this.waiting.values()) waiting.fail(reason)
    this.waiting.clear()
    this.onEnd(reason)
  }
}
