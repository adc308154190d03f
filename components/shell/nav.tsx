'use client'

import {
  ArrowUpDown,
  Building2,
  CircleAlert,
  Gauge,
  History,
  Import,
  ListTree,
  Menu,
  Network,
  RadioTower,
  Server,
  Spline,
  SquareStack,
  Waypoints,
} from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ShellFacts } from '@/server/queries/shell'
import { Age } from '../ui/age'

type Item = {
  href: string
  name: string
  icon: typeof Gauge
  count?: (facts: ShellFacts) => number
  isCritical?: boolean
}

const ITEMS: readonly Item[] = [
  { href: '/', name: 'Overview', icon: Gauge },
  { href: '/topology', name: 'Topology', icon: Network },
  { href: '/addresses', name: 'Addresses', icon: ListTree, count: (facts) => facts.counts.addresses },
  { href: '/guests', name: 'Guests', icon: SquareStack, count: (facts) => facts.counts.guests },
  { href: '/havips', name: 'HAVIPs', icon: Spline, count: (facts) => facts.counts.havips },
  { href: '/hosts', name: 'Hosts', icon: Server, count: (facts) => facts.counts.hosts },
  { href: '/vpcs', name: 'VPCs', icon: Building2 },
  { href: '/findings', name: 'Findings', icon: CircleAlert, count: (facts) => facts.counts.findings, isCritical: true },
  { href: '/changes', name: 'Changes', icon: History, count: (facts) => facts.counts.changes },
  { href: '/import', name: 'Import', icon: Import },
  { href: '/agents', name: 'Agents', icon: RadioTower },
  { href: '/fabrics', name: 'Fabrics', icon: Waypoints },
]
const PHONE = ['/', '/topology', '/addresses', '/findings', '/import']

const isHere = (href: string, path: string): boolean =>
  href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)

/** Where one can go, with how much there is; on a phone a bar of five at the foot. */
export function Nav({ facts, now }: { facts: ShellFacts | null; now: string }) {
  const path = usePathname()
  return (
    <>
      <nav
        aria-label="Main"
        className="sticky top-0 flex h-screen w-[var(--nav)] flex-none flex-col gap-px overflow-y-auto border-line border-r bg-canvas px-2.5 py-2.5 max-md:hidden"
      >
        <Link href="/" className="mb-3 flex h-[26px] items-center gap-2 px-2 font-strong text-[14px]">
          <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden>
            <rect width="20" height="20" rx="5" className="fill-ink" />
            <circle cx="5" cy="10" r="2.300" className="fill-surface" />
            <path d="M7.300 10h1.400" className="stroke-surface" strokeWidth="1.300" />
            <circle cx="10.400" cy="10" r="1.800" className="fill-none stroke-surface" strokeWidth="1.200" />
            <circle
              cx="15.400"
              cy="10"
              r="1.800"
              className="fill-none stroke-surface"
              strokeWidth="1.200"
              strokeDasharray="1.400 1.200"
            />
          </svg>
          Rollcall
        </Link>
        {ITEMS.map((item) => {
          const count = facts && item.count ? item.count(facts) : null
          const Icon = item.icon
          return (
            <Link
              key={item.href}
              href={item.href}
              aria-current={isHere(item.href, path) ? 'page' : undefined}
              className="flex h-7 flex-none items-center gap-2 rounded-2 px-2 text-ink-2 hover:bg-sunken aria-[current]:bg-surface aria-[current]:font-medium aria-[current]:text-ink aria-[current]:shadow-[0_0_0_1px_var(--line)]"
            >
              <Icon aria-hidden className="size-4" strokeWidth={1.6} />
              {item.name}
              {count !== null && count > 0 && (
                <span
                  className={`ml-auto text-11 ${item.isCritical && (facts?.counts.critical ?? 0) > 0 ? 'font-strong text-crit-ink' : 'text-ink-3'}`}
                >
                  {item.href === '/addresses' && facts?.counts.isEstimate ? '≈' : ''}
                  {count.toLocaleString('en')}
                </span>
              )}
            </Link>
          )
        })}
        {facts && facts.fabrics.length > 0 && (
          <h2 className="mx-2 mt-3.5 mb-1 text-11 font-text text-ink-3">Last read</h2>
        )}
        {facts?.fabrics.map((fabric) => (
          <div
            key={fabric.name}
            className="flex h-[26px] items-center gap-2 px-2 text-12 text-ink-2"
            title={fabric.error ?? 'read without error'}
          >
            <i
              aria-hidden
              className={`size-2.5 rounded-full ${fabric.error ? 'bg-warn' : fabric.readAt ? 'bg-ok' : 'bg-blind'}`}
            />
            {fabric.name}
            <span className="sr-only">{fabric.error ?? 'reachable'}</span>
            <span className={`ml-auto text-11 ${fabric.error ? 'text-warn-ink' : 'text-ink-3'}`}>
              {fabric.readAt ? <Age at={fabric.readAt} now={now} bare /> : 'never read'}
            </span>
          </div>
        ))}
        <p className="mt-auto flex items-center gap-2 px-2 pt-3 text-12 text-ink-3">
          <ArrowUpDown aria-hidden className="size-3.5" /> Ctrl K finds anything
        </p>
      </nav>
      <nav
        aria-label="Main, at the foot"
        className="fixed inset-x-0 bottom-0 z-10 grid h-14 grid-cols-6 border-line-2 border-t bg-surface md:hidden"
      >
        {[
          ...ITEMS.filter((item) => PHONE.includes(item.href)),
          { href: '/more', name: 'More', icon: Menu } as Item,
        ].map((item) => {
          const Icon = item.icon
          return (
            <Link
              key={item.href}
              href={item.href}
              aria-current={isHere(item.href, path) ? 'page' : undefined}
              className="grid place-items-center content-center gap-0.5 text-[10.5px] text-ink-3 leading-3 aria-[current]:font-strong aria-[current]:text-ink"
            >
              <Icon aria-hidden className="size-[18px]" strokeWidth={1.6} />
              {item.name}
            </Link>
          )
        })}
      </nav>
    </>
  )
}
