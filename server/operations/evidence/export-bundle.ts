import type { Readable } from 'node:stream'
import { z } from 'zod'
import { redactBundle } from '../../../core/redact/redact-bundle'
import { err, ok, type Result } from '../../../core/result'
import { keyedBy, newKey, packBundle } from '../../../intake/pack-bundle'
import type { AppError } from '../../errors'
import { EVIDENCE_BYTES_MAX, readVpcEvidence } from '../../queries/vpc-evidence'

export const bundleInput = z.object({
  vpc: z
    .string('vpc is the number of a VPC.')
    .regex(/^\d{1,9}$/, 'vpc is the number of a VPC.')
    .transform(Number),
})

/** A VPC's evidence, registry and flow tables with pseudonyms. The key is random and kept nowhere. */
export async function exportBundle({
  vpc,
}: z.infer<typeof bundleInput>): Promise<Result<{ name: string; type: string; content: Readable }, AppError>> {
  const files = await readVpcEvidence(vpc)
  if (files === null) return err({ kind: 'not-found', what: 'This VPC' })
  if (files === 'too-large')
    return err({
      kind: 'conflict',
      reason: `This VPC has more evidence than fits into a bundle (${EVIDENCE_BYTES_MAX / 1024 / 1024} MiB, 2,000 captures, 20,000 registrations). Redact files of your choice with rollcall redact.`,
    })
  const bundle = redactBundle(files, () => keyedBy(newKey()), 'random')
  if (bundle.differing.length > 0)
    return err({
      kind: 'conflict',
      reason: `With none of the keys tried an audit of the bundle would find the same: ${bundle.differing.length} rows differ. Try again.`,
    })
  return ok({ name: 'redacted-bundle.tar.gz', type: 'application/gzip', content: packBundle(bundle.files) })
}
