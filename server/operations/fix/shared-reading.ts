import { applySteps, type RegistryStep, type Snapshot } from '../../../core/registry/snapshot'
import { ok, type Result } from '../../../core/result'
import type { AppError } from '../../errors'

/** What one plan over many rows shares: a fabric is read once, and what earlier rows do counts for later ones. */
export class SharedReading {
  private readonly first = new Map<string, Snapshot>()
  private readonly snapshots = new Map<string, Snapshot>()
  private readonly used = new Map<number, number>()

  async read(vpc: string, read: () => Promise<Result<Snapshot, AppError>>): Promise<Result<Snapshot, AppError>> {
    const known = this.snapshots.get(vpc)
    if (known) return ok(known)
    const answer = await read()
    if (answer.ok) {
      this.first.set(vpc, answer.value)
      this.snapshots.set(vpc, answer.value)
    }
    return answer
  }

  /** As the fabric was, before any row. */
  asRead(vpc: string): Snapshot | null {
    return this.first.get(vpc) ?? null
  }

  take(vpc: string, steps: readonly RegistryStep[], nicIds: readonly number[]): void {
    const known = this.snapshots.get(vpc)
    if (known) this.snapshots.set(vpc, applySteps(known, steps))
    for (const id of nicIds) this.used.set(id, this.usedOn(id) + 1)
  }

  /** Addresses that earlier rows put on an interface. */
  usedOn(nicId: number): number {
    return this.used.get(nicId) ?? 0
  }
}
