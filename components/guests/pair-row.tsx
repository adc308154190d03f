import Link from 'next/link'
import type { GuestPair } from '@/server/queries/registry/guest'
import { Chain } from '../audit/chain'
import { StandingMark } from '../audit/standing-mark'
import { Age } from '../ui/age'
import { Evidence } from '../ui/evidence'

const WORD = {
  yes: 'font-medium text-ink',
  no: 'font-medium text-crit-ink',
  unknown: 'font-medium text-blind-ink',
} as const

/** One address of an interface: what the guest says, what the fabric says, what the rules do, and what follows. */
export function PairRow({
  pair,
  now,
  fabric,
  traceHref,
  actions,
}: {
  pair: GuestPair
  now: string
  fabric: string | null
  traceHref: string | null // what the rules of its host do with an announcement of it
  actions: React.ReactNode
}) {
  return (
    <li
      className={`grid gap-x-5 gap-y-3 border-line border-b py-3 xl:grid-cols-[150px_minmax(0,1.25fr)_minmax(0,1fr)_minmax(0,1fr)] ${pair.severity === 3 ? 'bg-crit-tint/40' : ''}`}
    >
      <div className="grid content-start gap-1.5">
        <span className="whitespace-nowrap font-mono text-13 font-strong">{pair.address}</span>
        <StandingMark standing={pair.standing} />
        <Chain configured={pair.configured} registered={pair.registered} programmed={pair.programmed} />
        {pair.lastSeen && <span className="text-11 text-blind-ink">last seen; the evidence is old</span>}
        {pair.findingId !== null && (
          <Link href={`/findings/${pair.findingId}`} className="text-12 font-medium text-accent">
            Why, and the fix
          </Link>
        )}
      </div>
      <Column name="It says" answer={pair.configured}>
        {pair.claim ? (
          <>
            <Evidence text={pair.claim.text} marks={[{ start: pair.claim.start, end: pair.claim.end }]} />
            <Link href={`/captures/${pair.claim.captureId}`} className="text-ink-3 hover:underline">
              {pair.claim.command ?? 'capture'}, <Age at={pair.claim.seenAt} now={now} />
            </Link>
          </>
        ) : pair.configured === 'no' ? (
          'A later listing of this interface does not show it.'
        ) : (
          'No capture shows this interface whole: nothing is known.'
        )}
      </Column>
      <Column name="The fabric says" answer={pair.registered}>
        {pair.registration ? (
          <>
            <span>
              {pair.registration.kind === 'havip' && pair.registration.havipId !== null ? (
                <Link href={`/havips/${pair.registration.havipId}`} className="text-accent">
                  HAVIP {pair.registration.havip}
                </Link>
              ) : (
                pair.registration.kind.replace('-', ' ')
              )}
              , since <Age at={pair.registration.since} now={now} />
            </span>
            <span className="text-ink-3">
              {pair.registration.source === 'rollcall'
                ? 'Rollcall’s own registry'
                : `fabric ${pair.registration.source}`}
            </span>
          </>
        ) : pair.registered === 'unknown' ? (
          `Fabric ${fabric ?? ''} has not been read.`
        ) : (
          `${fabric === null ? 'The registry' : `Fabric ${fabric}`} does not know this address here.`
        )}
        {actions}
      </Column>
      <Column name="The rules do" answer={pair.programmed}>
        {pair.probe ? (
          <>
            <span>{pair.probe.reason}</span>
            {pair.probe.takenAt && (
              <span className="text-ink-3">
                {pair.probe.host}, flow table read <Age at={pair.probe.takenAt} now={now} />
              </span>
            )}
          </>
        ) : (
          'No flow table of its host has been read.'
        )}
        {traceHref && (
          <Link
            href={traceHref}
            className="font-medium text-accent"
            aria-label={`Trace an announcement of ${pair.address}`}
          >
            Trace this
          </Link>
        )}
      </Column>
    </li>
  )
}

function Column({
  name,
  answer,
  children,
}: {
  name: string
  answer: GuestPair['configured']
  children: React.ReactNode
}) {
  const meaning =
    name === 'It says'
      ? { yes: 'has it', no: 'has it not', unknown: 'not known' }
      : name === 'The fabric says'
        ? { yes: 'allowed', no: 'not allowed', unknown: 'not known' }
        : { yes: 'pass it', no: 'drop it', unknown: 'not known' }
  return (
    <div className="grid min-w-0 content-start gap-1 text-12 text-ink-2">
      <h4 className="flex items-baseline gap-2 text-11 text-ink-3">
        {name} <span className={`text-12 ${WORD[answer]}`}>{meaning[answer]}</span>
      </h4>
      {children}
    </div>
  )
}
