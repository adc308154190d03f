import Link from 'next/link'
import { SeverityMark } from '@/components/audit/severity-mark'
import type { LintFinding } from '@/core/openflow/lint/lint-finding'
import { ActionChips, MatchChips } from '../rules/match-chips'

/** Findings about rules, each with the rule it is about and the one that makes it so. */
export function LintList({
  findings,
  hrefFor,
}: {
  findings: readonly LintFinding[]
  hrefFor: (line: number) => string
}) {
  return (
    <ol className="border-line border-t text-12">
      {findings.map((finding, i) => (
        <li
          key={`${finding.name} ${finding.table} ${finding.rule?.line} ${finding.other?.line} ${finding.rule ? '' : i}`}
          className="grid grid-cols-1 gap-1.5 border-line border-b py-2.5"
        >
          <p className="flex flex-wrap items-baseline gap-x-2 text-13">
            <SeverityMark severity={finding.isVerdict ? 2 : 1} />
            <span className="text-12 text-ink-3">
              {finding.name.replaceAll('-', ' ')}, table {finding.table}
            </span>
            <span className="wrap-anywhere min-w-0 basis-full">{finding.sentence}</span>
          </p>
          {[finding.rule, finding.other].map(
            (rule, which) =>
              rule && (
                <div key={rule === finding.rule ? 'it' : 'other'} className="compare-grid bg-sunken">
                  <span className="text-center text-ink-3">
                    <span aria-hidden>{which === 0 ? '1' : '2'}</span>
                    <span className="sr-only">{which === 0 ? 'the rule' : 'the rule that makes it so'}</span>
                  </span>
                  <span className="font-mono">
                    <span className="font-sans text-ink-3 md:hidden">table </span>
                    {rule.table}
                  </span>
                  <span className="text-right font-mono max-md:text-left">
                    <span className="font-sans text-ink-3 md:hidden">priority </span>
                    {rule.priority}
                  </span>
                  <span className="area-match min-w-0">
                    <MatchChips match={rule.match} names={{}} />
                  </span>
                  <span className="area-actions min-w-0">
                    <ActionChips actions={rule.actions} />
                  </span>
                  <Link href={hrefFor(rule.line)} className="whitespace-nowrap text-right font-medium text-accent">
                    line {rule.line}
                  </Link>
                </div>
              ),
          )}
        </li>
      ))}
    </ol>
  )
}
