import Link from 'next/link'
import type { TraceView } from '@/server/queries/host-trace'
import { sayVerdict } from './verdict'

/** What else may become of a packet: by choices that only the datapath knows, and in other states of its connections. */
export function OtherFates({
  trace: { outcomes, forks },
  hrefFor,
}: {
  trace: Pick<TraceView, 'outcomes' | 'forks'>
  hrefFor: (ctNext: readonly string[]) => string
}) {
  return (
    <>
      {outcomes.list.length > 0 && (
        <section aria-label="What may become of it">
          <h3 className="mb-1.5">What may become of it</h3>
          <ul className="grid gap-1 text-12">
            {outcomes.list.map((one) => (
              <li key={one.when.join()} className="grid gap-x-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
                <span className="text-ink-2">{one.when.join('; or ')}</span>
                <Fate {...one} />
              </li>
            ))}
          </ul>
          {outcomes.isCut && <p className="mt-1 text-12 text-ink-3">There are more ways than are listed.</p>}
        </section>
      )}
      {forks.length > 0 && (
        <section aria-label="In other states of its connection">
          <h3 className="mb-1.5">In other states of its connection</h3>
          <p className="mb-1.5 text-12 text-ink-3">It is taken to begin one. Where it does not, it fares otherwise:</p>
          <ul className="grid gap-1 text-12">
            {forks.map((one) => (
              <li key={one.when} className="grid gap-x-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
                <Link href={hrefFor(one.ctNext)} className="font-medium text-accent">
                  {one.when}
                </Link>
                <Fate {...one} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Fate(one: Pick<TraceView['forks'][number], 'verdict' | 'outputs' | 'controller'>) {
  const { meaning, word, rest } = sayVerdict({ ...one, unknown: [] })
  const ink = meaning === 'crit' ? 'text-crit-ink' : meaning === 'ok' ? 'text-ok-ink' : 'text-blind-ink'
  return (
    <span>
      <strong className={`font-strong ${ink}`}>{word}</strong> {meaning !== 'blind' && rest}
    </span>
  )
}
