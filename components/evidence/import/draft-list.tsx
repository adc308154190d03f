import Link from 'next/link'
import { Age } from '@/components/ui/age'
import { Section } from '@/components/ui/section'

type Draft = { readonly id: number; readonly createdAt: string; readonly inputs: number; readonly first: string }

/** Imports that somebody began and neither saved nor discarded. */
export function DraftList({ drafts, now }: { drafts: readonly Draft[]; now: string }) {
  if (drafts.length === 0) return null
  return (
    <Section title="Not saved yet" hint="kept for 14 days">
      <ul className="max-w-[640px] border-line border-t text-13">
        {drafts.map((draft) => (
          <li key={draft.id} className="border-line border-b">
            <Link
              href={`/import/${draft.id}`}
              className="flex items-baseline gap-3 py-1.5 hover:bg-hover max-md:min-h-10 max-md:items-center"
            >
              <span className="text-accent">Import #{draft.id}</span>
              <span className="min-w-0 truncate text-ink-2">
                {draft.first}
                {draft.inputs > 1 && ` and ${draft.inputs - 1} more`}
              </span>
              <span className="ml-auto whitespace-nowrap text-12 text-ink-3">
                <Age at={draft.createdAt} now={now} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
