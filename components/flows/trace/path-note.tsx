import Link from 'next/link'
import type { TraceView } from '@/server/queries/host-trace'
import { sayVerdict } from './verdict'

/** Under the map: what becomes of the packet whose way is lit. */
export function PathNote({
  trace,
  packet,
  traceHref,
  clearHref,
}: {
  trace: TraceView | string
  packet: string
  traceHref: string
  clearHref: string
}) {
  const verdict = typeof trace === 'string' ? null : sayVerdict(trace)
  return (
    <p className="mt-3 flex flex-wrap items-baseline gap-x-3 gap-y-1 text-12">
      <span className="text-ink-3">Lit:</span>
      <span className="min-w-0 truncate font-mono text-ink-2" title={packet}>
        {packet}
      </span>
      <strong
        className={`font-strong ${verdict?.meaning === 'crit' ? 'text-crit-ink' : verdict?.meaning === 'ok' ? 'text-ok-ink' : 'text-blind-ink'}`}
      >
        {verdict?.word ?? String(trace)}
      </strong>
      <Link href={traceHref} className="font-medium text-accent">
        Open the trace
      </Link>
      <Link href={clearHref} className="text-ink-3 hover:underline">
        Put the light out
      </Link>
    </p>
  )
}
