import type { Metadata } from 'next'
import { HostHead } from '@/components/flows/host-head'
import { NotEvaluated } from '@/components/flows/not-evaluated'
import { SpeakerTable } from '@/components/flows/who/speaker-table'
import { Button } from '@/components/ui/button'
import { Empty, Section } from '@/components/ui/section'
import { readSpeakers } from '@/server/queries/host-who'
import { type HostPageProps, readHostPage } from '../read-host-page'

export const metadata: Metadata = { title: 'Who may speak' }
export const dynamic = 'force-dynamic'

const ROWS = 20

export default async function WhoScreen(props: HostPageProps<{ dump?: string; bridge?: string; from?: string }>) {
  const { host, query, dump, now } = await readHostPage(props)
  const from = /^\d{1,4}$/.test(query.from ?? '') ? Number(query.from) : 0
  const all = host.guests.filter((guest) => guest.bridge === null || guest.bridge === dump?.bridge)
  const guests = all.slice(from, from + ROWS)
  const found = dump && guests.length > 0 ? await readSpeakers(dump.id, guests) : null
  const link = (next: number) =>
    `/hosts/${host.id}/who?${new URLSearchParams({ ...(query.dump && { dump: query.dump }), from: String(next) })}`
  return (
    <>
      <HostHead host={host} dump={dump} page="who" now={now} hasOtherDump={Boolean(query.dump)} />
      {dump?.kind === 'vfp' ? (
        <NotEvaluated hostId={host.id} bridge={dump.bridge} />
      ) : !dump || !found ? (
        <Empty title="Nobody to ask about">
          {dump ? 'No guest is placed on this bridge.' : 'No flow table of this host is kept.'}
        </Empty>
      ) : (
        <div>
          <Section
            title="Who may speak as whom"
            hint="Complete, not sampled: every sender address is followed through the rules, and held against the registry."
          >
            <SpeakerTable
              guests={guests}
              views={found.views}
              ruleHref={(line) =>
                `/hosts/${host.id}?${new URLSearchParams({ dump: String(dump.id), line: String(line) })}#rules`
              }
            />
            <div className="flex gap-2 pt-3">
              {from > 0 && <Button href={link(Math.max(0, from - ROWS))}>Interfaces before</Button>}
              {from + ROWS < all.length && (
                <Button href={link(from + ROWS)}>
                  Next interfaces, from {from + ROWS + 1} of {all.length}
                </Button>
              )}
            </div>
            {found.assumptions.length > 0 && (
              <p className="mt-3 max-w-[760px] text-12 text-ink-3">
                Taken for granted: {found.assumptions.join('; ')}.
              </p>
            )}
          </Section>
        </div>
      )}
    </>
  )
}
