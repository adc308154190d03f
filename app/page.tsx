import Link from 'next/link'
import { SeverityMark } from '@/components/audit/severity-mark'
import { Behind } from '@/components/overview/behind'
import { Coverage } from '@/components/overview/coverage'
import { RemoveDemo } from '@/components/overview/remove-demo'
import { StandingBar } from '@/components/overview/standing-bar'
import { Trend } from '@/components/overview/trend'
import { Urgent } from '@/components/overview/urgent'
import { plural } from '@/components/registry/amount'
import { TopBar } from '@/components/shell/top-bar'
import { Age } from '@/components/ui/age'
import { Button } from '@/components/ui/button'
import { Empty, Section } from '@/components/ui/section'
import { countStandings } from '@/server/queries/count-standings'
import { readOverview } from '@/server/queries/overview'
import { removeDemoAction } from './actions'

export const dynamic = 'force-dynamic'

export default async function OverviewPage() {
  const [facts, standings] = await Promise.all([readOverview(), countStandings()])
  const now = new Date().toISOString()
  const findings = facts.bySeverity.reduce((sum, one) => sum + one.count, 0)
  const addresses = standings.reduce((sum, one) => sum + one.count, 0)
  const causes = facts.causes.reduce((sum, one) => sum + one.causes, 0)
  if (facts.vpcs === 0)
    return (
      <>
        <TopBar crumbs={[{ label: 'Overview' }]} now={now} />
        <h1 className="sr-only">Overview</h1>
        <Empty
          title="Nothing is known yet"
          action={
            <>
              <Button variant="primary" href="/import">
                Import evidence
              </Button>
              <Button href="/vpcs">Create a VPC</Button>
            </>
          }
        >
          Paste what a machine says of itself (<code className="font-mono">ip addr show</code>, ifconfig, a whole
          terminal): Rollcall proposes the VPC, the guests and their interfaces, and tells which addresses nobody
          registered.
        </Empty>
      </>
    )
  return (
    <>
      <TopBar crumbs={[{ label: 'Overview' }]} now={now} />
      <h1 className="sr-only">Overview</h1>
      <div className="flex flex-wrap items-center gap-2 px-[var(--gutter)] pt-4">
        {[3, 2, 1].map((severity) => {
          const count = facts.bySeverity.find((one) => one.severity === severity)?.count ?? 0
          return count > 0 ? (
            <Link key={severity} href={`/findings?severity=${severity}`}>
              <SeverityMark severity={severity} tinted count={count} />
            </Link>
          ) : null
        })}
        <span className="text-12 text-ink-3">
          {findings === 0 ? 'No open findings' : `${plural(findings, 'finding')}, ${plural(causes, 'cause')}`}, across{' '}
          {plural(addresses, 'address')} in {plural(facts.vpcs, 'VPC')}
        </span>
      </div>
      <Behind fabrics={facts.behind} now={now} />
      <Urgent urgent={facts.urgent} now={now} />
      <div className="grid border-line border-t xl:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
        <div className="min-w-0 border-line xl:border-r">
          <Section
            title="What is wrong, by cause"
            actions={
              <Link className="font-medium text-12 text-accent" href="/findings">
                All {plural(findings, 'finding')}
              </Link>
            }
          >
            {facts.causes.length === 0 ? (
              <p className="text-13 text-ink-2">
                Nothing. Every address that guests use is registered, as far as evidence reaches.
              </p>
            ) : (
              <table className="table">
                <thead>
                  <tr>
                    <th>Cause</th>
                    <th className="num">Findings</th>
                  </tr>
                </thead>
                <tbody>
                  {facts.causes.map((cause) => (
                    <tr key={`${cause.rule} ${cause.cause}`}>
                      <td>
                        <Link
                          href={
                            cause.causes > 1
                              ? `/findings?rule=${cause.rule}`
                              : cause.count === 1
                                ? `/findings/${cause.firstId}`
                                : `/findings?cause=${encodeURIComponent(cause.cause)}`
                          }
                          className="flex items-center gap-2 text-13 hover:underline"
                        >
                          <SeverityMark severity={cause.severity} bare />
                          <span>
                            {cause.cause}
                            {cause.causes > 1 && (
                              <span className="text-ink-3"> and {plural(cause.causes - 1, 'cause')} like it</span>
                            )}
                          </span>
                        </Link>
                      </td>
                      <td className="num font-strong">{cause.count.toLocaleString('en')}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            {facts.lastChange && (
              <p className="mt-3 text-12 text-ink-2">
                <span className="font-strong">Last change</span>{' '}
                <Link href={`/changes/${facts.lastChange.id}`} className="text-accent">
                  #{facts.lastChange.id}
                </Link>
                , <Age at={facts.lastChange.at} now={now} />: {facts.lastChange.verb.replaceAll('-', ' ')},{' '}
                {facts.lastChange.subject}
              </p>
            )}
          </Section>
        </div>
        <div className="min-w-0">
          <Section title="Open findings" hint="14 days, two scales">
            <Trend days={facts.trend} since={facts.firstFindingAt} />
          </Section>
          <Section title="Standing of every address">
            <StandingBar counts={standings} />
          </Section>
        </div>
      </div>
      <Section
        title="How much of this do we really know?"
        hint="Coverage and age of evidence. A silent source makes an answer unknown, never no."
      >
        <Coverage rows={facts.coverage} now={now} />
      </Section>
      {facts.hasDemo && <RemoveDemo remove={removeDemoAction} />}
    </>
  )
}
