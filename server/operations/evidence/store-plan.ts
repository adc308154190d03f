import { evidenceSource } from '../../../core/guest/evidence-source'
import { listPlanned, type PlannedInterface } from '../../../core/registry/exports/list-planned'
import { err, ok, type Result } from '../../../core/result'
import type { AppError } from '../../errors'
import { saveBlob } from '../../store/blobs'
import { saveCapture } from '../../store/captures'
import { findKnownNics } from '../../store/inventory'
import { applyEvidence } from '../../store/rebuild-guest'
import type { ExportEvidence, Intake, TakenExport } from './intake'

type Owner = { readonly guestId: number; readonly vpcId: number; readonly mac: string }

const TRUST = evidenceSource('intent', false)

/**
 * Keeps a plan as intent of the guests whose interfaces it speaks of, found by MAC or else by an address that is the
 * primary one of a single interface. It registers nothing; what stands for no known interface is left out.
 */
export async function storePlan(
  intake: Intake,
  text: string,
  evidence: ExportEvidence,
  origin: string,
): Promise<Result<TakenExport, AppError>> {
  const { sql } = intake
  const planned = listPlanned(evidence.format, evidence.reading.exported)
  const leftOut: { what: string; reason: string }[] = []
  const byGuest = new Map<number, { owner: Owner; wanted: PlannedInterface['intended'] }>()
  for (const [one, owner] of await findOwners(intake, planned)) {
    if (typeof owner === 'string') leftOut.push({ what: one.name, reason: owner })
    else {
      const wanted = one.intended.map((intended) => ({ ...intended, mac: owner.mac }))
      const known = byGuest.get(owner.guestId)
      byGuest.set(owner.guestId, { owner, wanted: [...(known?.wanted ?? []), ...wanted] })
    }
  }
  if (byGuest.size === 0) {
    const [first] = leftOut
    const example = first ? ` Of ${first.what}: ${first.reason}.` : ''
    const reason = `This ${evidence.format} speaks of no interface that can be told among those known here.${example}`
    return err({ kind: 'invalid', field: 'text', reason })
  }
  const hash = await saveBlob(sql, text)
  const stored: { captureId: number; guestId: number }[] = []
  for (const { owner, wanted } of byGuest.values()) {
    const { guestId, vpcId } = owner
    const value = { intent: { addresses: wanted, vrrp: [] } }
    const capture = {
      guestId,
      vpcId,
      format: evidence.format,
      origin: origin.slice(0, 200),
      capturedAt: intake.base,
      value,
    }
    const captureId = await saveCapture(sql, {
      ...capture,
      hash,
      firstLine: 1,
      lastLine: Math.max(1, evidence.lines.length),
      kind: 'intent',
      command: null,
      hostname: null,
      source: intake.source,
      trust: TRUST,
    })
    if (captureId === null) continue
    stored.push({ captureId, guestId })
    intake.guestIds.add(guestId)
    await applyEvidence(sql, { ...capture, captureId, sourceRank: TRUST.rank })
  }
  return ok({ stored, known: byGuest.size - stored.length, skipped: 0, guestsCreated: 0, leftOut })
}

/** Whose each planned interface is, or why that is not known. */
async function findOwners(
  { sql, choice }: Intake,
  planned: readonly PlannedInterface[],
): Promise<(readonly [PlannedInterface, Owner | string])[]> {
  const nics = await findKnownNics(
    sql,
    planned.flatMap((one) => one.mac ?? []),
    planned.flatMap((one) => one.addresses),
    [],
    choice.vpcId ?? null,
  )
  return planned.map((one) => {
    const sameMac = nics.filter((nic) => nic.mac === one.mac)
    const found =
      one.mac === null ? nics.filter((nic) => nic.primary !== null && one.addresses.includes(nic.primary)) : sameMac
    const [first] = found
    if (!first) return [one, 'it is planned, and no interface known here has its MAC or its address'] as const
    if (found.length > 1)
      return [one, `${found.length} interfaces known here have its MAC or its address; choose the VPC`] as const
    return [one, { guestId: first.guestId, vpcId: first.vpcId, mac: first.mac }] as const
  })
}
