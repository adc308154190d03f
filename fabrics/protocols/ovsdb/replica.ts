import type { Certificates, Remote } from './remote'
import { formatRemote } from './remote'
import { ANSWER_MS_MAX, type Operation, type OperationResult, OvsdbSession } from './session'
import { scalarOf, type WireRow } from './value'

/** What is kept of a database: the columns of each table. */
export type Selection = Readonly<Record<string, readonly string[]>>
export type Tables = ReadonlyMap<string, ReadonlyMap<string, WireRow>>
/** Rows that a notification changed: before and after, null where it did not exist. */
export type RowChange = {
  readonly table: string
  readonly uuid: string
  readonly before: WireRow | null
  readonly after: WireRow | null
}
type Updates = Readonly<Record<string, Readonly<Record<string, { old?: WireRow; new?: WireRow }>>>>

const FIRST_COPY_MS = 120_000 // a server needs some ten seconds to put 10⁵ ports together
const BACKOFF_MS = { first: 250, max: 8_000 }

/**
 * A copy of some tables of an OVSDB database that follows its changes. It connects to the leader of a cluster, again and
 * with growing pauses when the connection ends, and then reads everything anew: what happened meanwhile is in it.
 */
export class OvsdbReplica {
  private tables = new Map<string, Map<string, WireRow>>()
  private session: OvsdbSession | null = null
  private opening: OvsdbSession | null = null // whose first copy has not arrived yet
  private isStopped = false
  private lastError = new Error('not connected yet')
  private waiting: (() => void)[] = []
  private readonly listeners = new Set<(changes: readonly RowChange[] | null) => void>()
  version = 0

  constructor(
    private readonly database: string,
    private readonly selection: Selection,
    private readonly remotes: readonly Remote[],
    private readonly certificates: Certificates | null,
  ) {
    void this.run()
  }

  /**
   * The tables when the copy is current. Throws with the last reason when there is no connection for `timeoutMs`, or
   * nothing came of the first copy for `firstCopyMs`.
   */
  async read(timeoutMs: number, firstCopyMs = FIRST_COPY_MS): Promise<Tables> {
    const since = Date.now()
    while (!this.session) {
      const heardAt = Math.min(this.opening?.heardAt ?? 0, since + ANSWER_MS_MAX)
      const left = Math.max(since, heardAt) + (this.opening ? firstCopyMs : timeoutMs) - Date.now()
      if (left <= 0 || this.isStopped)
        throw this.opening ? new Error('it is connected, and the copy of its rows does not come') : this.lastError
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.waiting.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
    return this.tables
  }

  async transact(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    if (!this.session) throw this.lastError
    return this.session.transact(this.database, operations)
  }

  /** Calls `listener` after each change with its rows, and with null after everything was read anew. Answers how to end it. */
  follow(listener: (changes: readonly RowChange[] | null) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  stop(): void {
    this.isStopped = true
    this.session?.close()
    this.session = null
    this.wake()
  }

  private wake(): void {
    for (const resume of this.waiting.splice(0)) resume()
  }

  private async run(): Promise<void> {
    let pauseMs = BACKOFF_MS.first
    for (let turn = 0; !this.isStopped; turn++) {
      const remote = this.remotes[turn % this.remotes.length]
      if (!remote) return
      try {
        const since = Date.now()
        await this.stayConnected(remote)
        if (Date.now() - since > BACKOFF_MS.max) pauseMs = BACKOFF_MS.first
      } catch (error) {
        this.lastError = error instanceof Error ? error : new Error(String(error))
      }
      this.session = null
      if (this.isStopped) return
      // A cluster's other servers are tried at once; a pause comes when all have been.
      if ((turn + 1) % this.remotes.length !== 0) continue
      await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random() / 2)))
      pauseMs = Math.min(2 * pauseMs, BACKOFF_MS.max)
    }
  }

  /** Reads everything, then follows until the connection ends; answers or throws why it did. */
  private async stayConnected(remote: Remote): Promise<void> {
    const session = await OvsdbSession.open(remote, this.certificates)
    this.opening = session
    try {
      const ended = new Promise<Error>((resolve) => {
        session.onEnd = resolve
      })
      let early: (readonly unknown[])[] | null = []
      session.onNotification = (method, params) => {
        if (method !== 'update') return
        if (early) early.push(params)
        else this.takeUpdate(session, remote, params)
      }
      await this.requireLeader(session, remote)
      const requests = Object.fromEntries(
        Object.entries(this.selection).map(([table, columns]) => [table, [{ columns }]]),
      )
      const initial = (await session.call('monitor', [this.database, 'rows', requests], FIRST_COPY_MS)) as Updates
      if (this.isStopped) return
      this.tables = new Map(
        Object.keys(this.selection).map((table) => [
          table,
          new Map(Object.entries(initial[table] ?? {}).flatMap(([uuid, { new: row }]) => (row ? [[uuid, row]] : []))),
        ]),
      )
      this.version++
      for (const params of early) this.takeUpdate(session, remote, params)
      early = null
      this.opening = null
      this.session = session
      this.wake()
      for (const listener of this.listeners) listener(null)
      throw await ended
    } finally {
      this.opening = null
      session.close()
    }
  }

  /** A server of a cluster that is not its leader answers old data and refuses changes: another one is asked. */
  private async requireLeader(session: OvsdbSession, remote: Remote): Promise<void> {
    const databases = (await session.call('list_dbs', [])) as readonly string[]
    if (!databases.includes(this.database))
      throw new Error(`${formatRemote(remote)} has no database ${this.database}, but ${databases.join(', ')}`)
    if (!databases.includes('_Server')) return // before Open vSwitch 2.9 nothing was clustered
    const state = (await session.call('monitor', [
      '_Server',
      'state',
      { Database: [{ columns: ['name', 'model', 'connected', 'leader'] }] },
    ])) as Updates
    this.checkLeader(state, remote)
  }

  private checkLeader(state: Updates, remote: Remote): void {
    for (const { new: row } of Object.values(state.Database ?? {})) {
      if (!row || scalarOf(row.name) !== this.database || scalarOf(row.model) !== 'clustered') continue
      if (scalarOf(row.connected) !== 'true' || scalarOf(row.leader) !== 'true')
        throw new Error(`${formatRemote(remote)} is not the leader of its cluster`)
    }
  }

  private takeUpdate(session: OvsdbSession, remote: Remote, [monitor, updates]: readonly unknown[]): void {
    if (monitor === 'state') {
      try {
        this.checkLeader(updates as Updates, remote)
      } catch (error) {
        session.fail(error as Error)
      }
      return
    }
    const changes: RowChange[] = []
    for (const [table, rows] of Object.entries(updates as Updates)) {
      const held = this.tables.get(table)
      if (!held) continue
      for (const [uuid, { new: after }] of Object.entries(rows)) {
        changes.push({ table, uuid, before: held.get(uuid) ?? null, after: after ?? null })
        if (after) held.set(uuid, after)
        else held.delete(uuid)
      }
    }
    this.version++
    for (const listener of this.listeners) listener(changes)
  }
}
