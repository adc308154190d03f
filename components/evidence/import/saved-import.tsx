import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Note, Section } from '@/components/ui/section'
import type { ImportPage } from '@/server/queries/import'

/** What an import came to. */
export function SavedImport({ page }: { page: ImportPage }) {
  const { outcome } = page
  if (!outcome) return null
  const pathOf = (ordinal: number) => page.inputs.find((input) => input.ordinal === ordinal)?.path ?? `#${ordinal}`
  const broken = page.inputs.flatMap(({ path, reason }) => (reason === null ? [] : [{ path, reason }]))
  const refused = [...broken, ...outcome.refused.map(({ ordinal, reason }) => ({ path: pathOf(ordinal), reason }))]
  return (
    <Section title="What came of it">
      <div className="grid max-w-[720px] gap-4 text-13">
        <Note meaning={outcome.opened > 0 ? 'warn' : 'ok'}>
          {outcome.captures} {outcome.captures === 1 ? 'capture' : 'captures'} stored
          {outcome.known > 0 && `, ${outcome.known} were known already`}
          {outcome.skipped > 0 && `, ${outcome.skipped} left out`}
          {outcome.guestsCreated > 0 && `, ${outcome.guestsCreated} guests created`}. {outcome.opened} findings opened,{' '}
          {outcome.resolved} resolved.
        </Note>
        {refused.length > 0 && (
          <div>
            <h3 className="mb-1">Not taken</h3>
            <ul className="border-line border-t text-12">
              {refused.map(({ path, reason }) => (
                <li
                  key={path}
                  className="grid gap-x-3 border-line border-b py-1.5 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]"
                >
                  <span className="break-all font-mono">{path}</span>
                  <span className="text-warn-ink">{reason}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        <p className="flex flex-wrap gap-2">
          <Button variant="primary" href={outcome.opened > 0 ? '/findings' : '/addresses'}>
            {outcome.opened > 0 ? 'See the findings' : 'See the addresses'}
          </Button>
          <Button href="/import">Import more</Button>
          {outcome.changeId !== null && (
            <Link href={`/changes/${outcome.changeId}`} className="self-center text-accent">
              change #{outcome.changeId}
            </Link>
          )}
        </p>
      </div>
    </Section>
  )
}
