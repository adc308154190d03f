import type { RegistryStep, Snapshot } from '../../core/registry/snapshot'

/**
 * Why steps are refused: they would switch a guard on, and shut out every address of the interface but the one asked
 * for, or switch it off. Null: they do neither.
 */
export function checkSteps(steps: readonly RegistryStep[], seen: Snapshot): string | null {
  const left = new Map<string, Set<string>>()
  for (const nic of seen.nics) left.set(nic.mac, new Set())
  for (const { mac, address } of seen.registrations) left.get(mac)?.add(address)
  for (const step of steps) {
    if (!('registration' in step)) continue
    const { mac, address } = step.registration
    const nic = seen.nics.find((one) => one.mac === mac)
    const held = left.get(mac)
    if (!nic || !held) return `No interface has the MAC ${mac}.`
    if (step.op === 'register' && held.size === 0)
      return `${nic.guest} ${nic.name} is not guarded: every address passes already. Registering ${address} would guard it and shut out all others; register its primary address first, on the page of the guest.`
    if (step.op === 'register') held.add(address)
    else if (held.delete(address) && held.size === 0)
      return `${address} is the last address registered on ${nic.guest} ${nic.name}; without it the port would not be guarded any more.`
  }
  return null
}
