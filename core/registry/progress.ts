import { type RegistryStep, type Snapshot, type SnapshotRegistration, stepKey } from './snapshot'

/** How far a change has come: the steps that the registry shows, and those that it does not. */
export type Progress = { readonly applied: readonly RegistryStep[]; readonly missing: readonly RegistryStep[] }

/**
 * Compares steps with the registry as it is `now`. `held` are the registrations of the same pairs before the change: where
 * there was one already, only the kind tells whether the step was taken.
 */
export function progressOf(
  now: Snapshot,
  steps: readonly RegistryStep[],
  held: readonly SnapshotRegistration[],
): Progress {
  const isApplied = (step: RegistryStep) => shows(now, step, held)
  return { applied: steps.filter(isApplied), missing: steps.filter((step) => !isApplied(step)) }
}

function shows(now: Snapshot, step: RegistryStep, held: readonly SnapshotRegistration[]): boolean {
  if ('havip' in step) {
    const found = now.havips.find((one) => one.address === step.havip.address)
    const members = (list: readonly string[]) => [...list].sort().join(' ')
    return step.op === 'delete-havip' ? !found : members(found?.members ?? []) === members(step.havip.members)
  }
  const found = now.registrations.find((one) => isPair(one, step.registration))
  if (step.op === 'release') return !found
  const wasThere = held.some((one) => isPair(one, step.registration))
  return found !== undefined && (!wasThere || found.kind === step.registration.kind)
}

const isPair = (one: SnapshotRegistration, other: SnapshotRegistration): boolean =>
  one.mac === other.mac && one.address === other.address

/** The registrations that a snapshot has of the pairs that steps write. */
export function heldPairs(snapshot: Snapshot, steps: readonly RegistryStep[]): SnapshotRegistration[] {
  const written = steps.flatMap((step) => ('registration' in step ? step.registration : []))
  return snapshot.registrations.filter((one) => written.some((other) => isPair(one, other)))
}

/** The steps that lead back to `before`, last first. */
export function undoSteps(before: Snapshot, steps: readonly RegistryStep[]): RegistryStep[] {
  return steps.toReversed().flatMap((step): RegistryStep[] => {
    if ('havip' in step) {
      const was = before.havips.find((one) => one.address === step.havip.address)
      if (was) return [{ op: 'create-havip', havip: was }]
      return step.op === 'create-havip' ? [{ op: 'delete-havip', havip: step.havip }] : []
    }
    const was = before.registrations.find((one) => isPair(one, step.registration))
    if (was) return [{ op: 'register', registration: was }]
    return step.op === 'register' ? [{ op: 'release', registration: step.registration }] : []
  })
}

/** What the steps of a change write, by key: see basisOf. */
export const keysOf = (steps: readonly RegistryStep[]): Set<string> => new Set(steps.map(stepKey))

/** How far it has come, in words: `applied on 1 of 2 members`. */
export function sayProgress({ applied, missing }: Progress, done: 'applied' | 'rolled back'): string {
  if (missing.length === 0) return `${done}, not read back`
  if (applied.length === 0) return `not ${done}`
  const pairs = (steps: readonly RegistryStep[]) => steps.filter((step) => 'registration' in step).length
  const all = pairs(applied) + pairs(missing)
  const rest = pairs(missing) === 0 ? ', the HAVIP itself is missing' : ''
  return all > 1
    ? `${done} on ${pairs(applied)} of ${all} members${rest}`
    : `${done} in part: ${applied.length} of ${applied.length + missing.length} steps`
}
