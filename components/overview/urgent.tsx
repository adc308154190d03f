import { Chain, type Truth } from '@/components/audit/chain'
import { SaySentence } from '@/components/findings/say-sentence'
import { Age } from '@/components/ui/age'
import { Button } from '@/components/ui/button'
import type { Overview } from '@/server/queries/overview'

/** The one finding to look at first, as a sentence; good news when there is none. */
export function Urgent({ urgent, now }: { urgent: Overview['urgent']; now: string }) {
  if (!urgent)
    return (
      <div className="px-[var(--gutter)] py-5">
        <p className="text-26 font-medium">Nothing needs you now.</p>
      </div>
    )
  return (
    <div className="grid gap-3 px-[var(--gutter)] pt-3 pb-5">
      <p className="text-12 text-ink-3">Most urgent</p>
      <SaySentence rule={urgent.rule} data={urgent.data} />
      <div className="flex flex-wrap items-center gap-3 text-12 text-ink-3">
        <Button variant="primary" href={`/findings/${urgent.id}`}>
          See why, and fix it
        </Button>
        <span>
          open <Age at={urgent.openedAt} now={now} bare />
        </span>
        {urgent.configured && urgent.registered && urgent.programmed && (
          <span className="flex items-center gap-2">
            <Chain
              configured={urgent.configured as Truth}
              registered={urgent.registered as Truth}
              programmed={urgent.programmed as Truth}
            />
            configured {urgent.configured}, registered {urgent.registered}, programmed {urgent.programmed}
          </span>
        )}
      </div>
    </div>
  )
}
