import type { Metadata } from 'next'
import Link from 'next/link'
import { TopBar } from '@/components/shell/top-bar'

export const metadata: Metadata = { title: 'More' }

const PLACES = [
  ['/guests', 'Guests'],
  ['/havips', 'HAVIPs'],
  ['/hosts', 'Hosts'],
  ['/vpcs', 'VPCs'],
  ['/changes', 'Changes'],
  ['/agents', 'Agents'],
  ['/fabrics', 'Fabrics'],
] as const

export default function More() {
  return (
    <>
      <TopBar crumbs={[{ label: 'More' }]} now={new Date().toISOString()} />
      <h1 className="sr-only">More</h1>
      <ul>
        {PLACES.map(([href, name]) => (
          <li key={href}>
            <Link href={href} className="flex h-12 items-center border-line border-b px-[var(--gutter)]">
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
