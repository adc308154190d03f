import type { Fabric } from '../../fabrics/fabric'
import { SYSTEM } from '../actor'
import { log } from '../log'
import { openStoredFabric } from '../operations/fabric/open-stored-fabric'
import { syncFabric } from '../operations/fabric/sync-fabric'
import { pool } from '../store/database'
import { FabricLeadership } from '../store/fabric-leadership'
import { listFabricIds } from '../store/fabrics'

const ROUND_MS = 5_000 // new fabrics and those without a leader are looked for
const POLL_MS = 15_000 // a fabric is read anew even when it says nothing: its hosts' flow tables change by themselves
const GATHER_MS = 100 // changes that come together are read together

/**
 * Keeps every fabric current: read at intervals, and at once when it says that it changed. Of several processes on one
 * database one leads each fabric; another takes over when it dies.
 */
export class FabricFollower {
  private readonly followed = new Map<number, Followed>()
  private readonly leadership = new FabricLeadership()
  private isStopped = false

  async run(): Promise<void> {
    while (!this.isStopped) {
      await this.round().catch((error: Error) => log.warn({ err: error.message }, 'fabrics'))
      await new Promise((resolve) => setTimeout(resolve, ROUND_MS))
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true
    for (const one of this.followed.values()) one.stop()
    await this.leadership.end()
  }

  private async round(): Promise<void> {
    const ids = await listFabricIds(pool())
    const led = new Set(await this.leadership.lead(ids))
    for (const [id, one] of this.followed)
      if (!led.has(id)) {
        one.stop()
        this.followed.delete(id)
      }
    for (const id of led) {
      const one = this.followed.get(id) ?? new Followed(id)
      this.followed.set(id, one)
      one.poll()
    }
  }
}

type Extent = NonNullable<Parameters<typeof syncFabric>[3]>

/** One fabric that this process leads: one reading at a time, and one more when something changed meanwhile. */
class Followed {
  private isReading = false
  private due: Extent | null = null // what was asked for while it was read
  private readAt = 0
  private gather: NodeJS.Timeout | null = null
  private fabric: Fabric | null = null
  private endFollowing: (() => void) | null = null

  constructor(private readonly id: number) {}

  poll(): void {
    if (Date.now() - this.readAt >= POLL_MS) void this.read('all')
  }

  stop(): void {
    if (this.gather) clearTimeout(this.gather)
    this.endFollowing?.()
  }

  private changed = (): void => {
    this.gather ??= setTimeout(() => {
      this.gather = null
      void this.read('changed')
    }, GATHER_MS)
  }

  private async read(extent: Extent): Promise<void> {
    if (this.isReading) {
      if (this.due !== 'all') this.due = extent
      return
    }
    this.isReading = true
    if (extent === 'all') this.readAt = Date.now()
    try {
      await this.follow()
      const result = await syncFabric({ fabricId: this.id }, SYSTEM, null, extent)
      if (!result.ok) log.warn({ fabric: this.id, error: result.error }, 'fabric not read')
    } catch (error) {
      log.warn({ fabric: this.id, err: (error as Error).message }, 'fabric not read')
    }
    this.isReading = false
    const { due } = this
    this.due = null
    if (due) void this.read(due)
  }

  /** Listens to the connection that is in use now; another one after its address was edited. */
  private async follow(): Promise<void> {
    const opened = await openStoredFabric(pool(), this.id)
    const fabric = opened.ok ? opened.value.fabric : null
    if (fabric === this.fabric) return
    this.endFollowing?.()
    this.fabric = fabric
    this.endFollowing = fabric?.follow?.(this.changed) ?? null
  }
}
