import Link from 'next/link'
import { plural } from '@/components/registry/amount'
import type { LayerRow } from '@/server/queries/host-rules'
import { filterOfTable } from './pipeline/outcome'

/** The layers of a filtering platform in the order in which a packet meets them; each leads to its rules. */
export function Layers({ layers, hrefFor }: { layers: readonly LayerRow[]; hrefFor: (filter: string) => string }) {
  return (
    <ol aria-label="Layers" className="grid max-w-[640px] gap-px text-13">
      {layers.map(({ table, rules, packets }, i) => (
        <li key={table}>
          <Link
            href={hrefFor(filterOfTable(table))}
            className="flex min-h-9 items-baseline gap-3 rounded-2 px-2 py-1.5 hover:bg-hover"
          >
            <span className="w-5 text-right text-12 text-ink-3">{i + 1}</span>
            <span className="min-w-0 flex-1 break-words font-mono text-12">{table}</span>
            <span className="text-12 text-ink-3">{plural(rules, 'rule')}</span>
            {packets !== null && <span className="text-12 text-ink-2">{plural(packets, 'hit')}</span>}
          </Link>
        </li>
      ))}
    </ol>
  )
}
