import { CircleCheck, CircleDashed, CircleSlash } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Age } from '@/components/ui/age'
import { Evidence } from '@/components/ui/evidence'
import type { FindingPage } from '@/server/queries/finding'

/** Three questions, three answers, each with the characters it rests on, their source and age. */
export function EvidencePanels({ finding, now }: { finding: FindingPage; now: string }) {
  const { pair, nic, claim, probe, vpc, registrations } = finding
  if (!pair) return null
  const registry = `nic       ${nic?.guest}/${nic?.name}\nmac       ${nic?.mac}\naddresses ${registrations.map((one) => `${one.address} ${one.kind}`).join('\n          ') || 'none'}`
  const drop = probe?.rule ? [{ start: 0, end: probe.rule.length, bad: pair.programmed === 'no' }] : []
  return (
    <section aria-label="Evidence" className="border-line border-t px-[var(--gutter)] py-5">
      <header className="mb-3 flex flex-wrap items-baseline gap-2.5">
        <h2>Evidence</h2>
        <p className="text-12 text-ink-3">Three questions, three answers, each with its source</p>
      </header>
      <div className="grid gap-4 xl:grid-cols-3">
        <Panel title="Configured" truth={pair.configured}>
          {claim ? (
            <>
              <Evidence text={claim.text} marks={claim.marks} />
              <p className="mt-1.5 text-11 text-ink-3">
                <code className="font-mono">{claim.command}</code> · {claim.source} ·{' '}
                <Age at={claim.capturedAt} now={now} /> ·{' '}
                <Link href={`/captures/${claim.captureId}`} className="underline">
                  capture #{claim.captureId}
                </Link>
              </p>
            </>
          ) : (
            <Silence>No capture shows this address on this interface.</Silence>
          )}
        </Panel>
        <Panel title="Registered" truth={pair.registered}>
          <Evidence text={registry} />
          <p className="mt-1.5 text-11 text-ink-3">
            {vpc?.fabric ? (
              <>
                registry of {vpc.fabric}
                {vpc.readAt && (
                  <>
                    {' '}
                    · read <Age at={vpc.readAt} now={now} />
                  </>
                )}{' '}
                · revision {vpc.revision}
              </>
            ) : (
              "Rollcall's own registry · now"
            )}
          </p>
        </Panel>
        <Panel title="Programmed" truth={pair.programmed}>
          {probe ? (
            <>
              {probe.rule ? <Evidence text={probe.rule} marks={drop} wrap /> : <Evidence text={probe.reason} wrap />}
              <p className="mt-1.5 text-11 text-ink-3">
                {nic?.hostId ? (
                  <Link href={`/hosts/${nic.hostId}`} className="underline">
                    {nic.host}
                  </Link>
                ) : (
                  'host'
                )}{' '}
                {probe.bridge}, {probe.ruleCount} rules · <Age at={probe.takenAt} now={now} /> · evaluated, not guessed
                {probe.isPolicy ? ' · a policy, not the registry' : ''}
              </p>
            </>
          ) : (
            <Silence>
              {nic?.host ? `There is no flow table of ${nic.host}. ` : `Where ${nic?.guest} runs is not known. `}A flow
              table (<code className="font-mono">ovs-ofctl dump-flows</code>) would show the very rule that drops or
              passes this address.{' '}
              <Link
                href={`/import?tab=flows${nic?.hostId ? `&host=${nic.hostId}` : ''}`}
                className="font-medium text-accent"
              >
                Import one
              </Link>
            </Silence>
          )}
        </Panel>
      </div>
    </section>
  )
}

const LOOK = {
  yes: { icon: CircleCheck, colour: 'text-ok-ink' },
  no: { icon: CircleSlash, colour: 'text-crit-ink' },
  unknown: { icon: CircleDashed, colour: 'text-blind-ink' },
} as const

function Panel({ title, truth, children }: { title: string; truth: keyof typeof LOOK; children: ReactNode }) {
  const { icon: Icon, colour } = LOOK[truth]
  return (
    <div className="min-w-0">
      <h3 className="mb-1.5 flex items-center gap-2">
        <Icon aria-hidden className={`size-4 ${colour}`} />
        {title}
        <span className={`ml-auto font-medium ${colour}`}>{truth}</span>
      </h3>
      {children}
    </div>
  )
}

function Silence({ children }: { children: ReactNode }) {
  return (
    <p className="rounded-2 border border-blind-edge border-dashed bg-blind-tint px-3 py-2.5 text-12 text-ink-2">
      {children}
    </p>
  )
}
