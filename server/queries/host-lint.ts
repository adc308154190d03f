import 'server-only'
import type { LintFinding, LintName, LintReport } from '../../core/openflow/lint/lint-finding'
import { lintRules } from '../../core/openflow/lint/lint-rules'
import { pool } from '../store/database'
import { findPipelines } from '../store/pipelines'

export type LintView = {
  readonly counts: readonly { readonly name: LintName; readonly count: number; readonly isVerdict: boolean }[]
  readonly total: number
  readonly findings: readonly LintFinding[]
  readonly bounds: readonly string[]
}

const held = globalThis as unknown as { rollcallLints?: WeakMap<object, LintReport> }

/** What is not as it should be with the rules of a kept table, one page. Null: it is not kept any more. */
export async function lintDump(
  dumpId: number,
  page: { readonly name: string | null; readonly from: number; readonly count: number },
): Promise<LintView | null> {
  const bridge = (await findPipelines(pool(), dumpId))[0]
  if (!bridge) return null
  const { pipeline } = bridge
  held.rollcallLints ??= new WeakMap()
  const report =
    held.rollcallLints.get(pipeline) ??
    lintRules({
      bridge: pipeline.bridge,
      rules: pipeline.rules,
      groups: pipeline.model.bridges.get(pipeline.bridge)?.groups ?? null,
      model: pipeline.ports.length > 0 ? pipeline.model : null,
    })
  held.rollcallLints.set(pipeline, report)
  const names = [...new Set(report.findings.map((finding) => finding.name))]
  const chosen = page.name ? report.findings.filter((finding) => finding.name === page.name) : report.findings
  return {
    counts: names.map((name) => {
      const same = report.findings.filter((finding) => finding.name === name)
      return { name, count: same.length, isVerdict: same.some((finding) => finding.isVerdict) }
    }),
    total: chosen.length,
    findings: chosen.slice(page.from, page.from + page.count),
    bounds: report.bounds,
  }
}
