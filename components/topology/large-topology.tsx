import Link from 'next/link'
import { StandingMark } from '@/components/audit/standing-mark'
import { Section } from '@/components/ui/section'
import type { LargeWorld } from '@/server/queries/topology'

/** Many objects: subnets with their use, a cell a host, and every offending address by name. What is wrong is never folded. */
export function LargeTopology({ world }: { world: LargeWorld }) {
  const most = Math.max(1, ...world.subnets.map((subnet) => subnet.nics))
  const full = Math.max(1, ...world.hosts.map((host) => host.guests))
  return (
    <div className="grid xl:grid-cols-[240px_minmax(0,1fr)_360px]">
      <div className="border-line max-xl:order-3 max-xl:border-t">
        {' '}
        <Section
          title="Subnets"
          hint={
            world.counts.subnets > world.subnets.length
              ? `the first ${world.subnets.length} of ${world.counts.subnets.toLocaleString('en')}`
              : String(world.subnets.length)
          }
        >
          <ul className="grid gap-2.5 text-12">
            {world.subnets.map((subnet) => (
              <li key={subnet.id}>
                <Link href={`/subnets/${subnet.id}`} className="grid gap-1 hover:underline">
                  <span className="flex">
                    <span className="font-mono">{subnet.cidr}</span>
                    <span className="ml-auto">{subnet.nics.toLocaleString('en')}</span>
                  </span>
                  <i
                    aria-hidden
                    className="block h-1 rounded-1 bg-heat-3"
                    style={{ width: `${(100 * subnet.nics) / most}%` }}
                  />
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      </div>
      <div className="border-line max-xl:order-2 max-xl:border-t xl:border-l">
        <Section
          title="Hosts"
          hint={`${world.counts.hosts > world.hosts.length ? `the first ${world.hosts.length.toLocaleString('en')} of ` : ''}${world.counts.hosts.toLocaleString('en')}, a cell each; darker holds more guests. ${world.counts.guests.toLocaleString('en')} guests, ${world.counts.nics.toLocaleString('en')} interfaces, ${world.counts.addresses.toLocaleString('en')} addresses`}
        >
          <ul className="flex flex-wrap gap-[3px]">
            {world.hosts.map((host) => {
              const heat = Math.min(5, Math.ceil((5 * host.guests) / full))
              const look =
                host.severity === 3
                  ? 'bg-crit'
                  : host.severity === 2
                    ? 'bg-warn'
                    : host.silent
                      ? 'bg-blind-tint border border-blind'
                      : ['bg-heat-0', 'bg-heat-1', 'bg-heat-2', 'bg-heat-3', 'bg-heat-4', 'bg-heat-5'][heat]
              const wrong =
                host.severity === 3
                  ? ', critical'
                  : host.severity === 2
                    ? ', warning'
                    : host.silent
                      ? ', no flow table'
                      : ''
              return (
                <li key={host.id}>
                  <Link
                    href={`/hosts/${host.id}`}
                    prefetch={false}
                    title={`${host.name}: ${host.guests} guests${wrong}`}
                    aria-label={`${host.name}: ${host.guests} guests${wrong}`}
                    className={`block size-4 rounded-1 ${look}`}
                  />
                </li>
              )
            })}
          </ul>
          <p className="mt-3 flex flex-wrap gap-3 text-12 text-ink-2">
            <span className="flex items-center gap-1.5">
              <i className="size-2.5 rounded-1 bg-crit" />
              critical
            </span>
            <span className="flex items-center gap-1.5">
              <i className="size-2.5 rounded-1 bg-warn" />
              warning
            </span>
            <span className="flex items-center gap-1.5">
              <i className="size-2.5 rounded-1 border border-blind bg-blind-tint" />
              no flow table
            </span>
          </p>
        </Section>
      </div>
      <div className="border-line max-xl:order-1 xl:border-l">
        <Section
          title="Worst first"
          hint={world.offending.length >= 200 ? 'the first 200' : String(world.offending.length)}
          actions={
            <Link className="font-medium text-12 text-accent" href={`/addresses?vpc=${world.vpc.id}`}>
              All addresses
            </Link>
          }
        >
          <ul className="grid gap-1.5 text-12">
            {world.offending.map((row) => (
              <li key={`${row.nicId} ${row.address}`} className="grid grid-cols-[minmax(0,1fr)_auto] gap-2">
                <Link
                  prefetch={false}
                  href={row.findingId ? `/findings/${row.findingId}` : `/guests/${row.guestId}`}
                  className="truncate hover:underline"
                >
                  <span className="font-mono">{row.address}</span>{' '}
                  <span className="text-ink-3">
                    {row.guest}
                    {row.host ? ` on ${row.host}` : ''}
                  </span>
                </Link>
                <StandingMark standing={row.standing} />
              </li>
            ))}
          </ul>
        </Section>
      </div>
    </div>
  )
}
