import Link from 'next/link'
import { sayLag } from '@/components/fabrics/say-lag'
import { Age } from '@/components/ui/age'
import { Note } from '@/components/ui/section'
import type { Overview } from '@/server/queries/overview'

/** Fabrics whose last reading is older than it should be: which, by how much, and why. */
export function Behind({ fabrics, now }: { fabrics: Overview['behind']; now: string }) {
  if (fabrics.length === 0) return null
  return (
    <div className="px-[var(--gutter)] pt-3">
      <Note meaning="warn">
        <ul className="grid gap-1">
          {fabrics.map((fabric) => (
            <li key={fabric.name}>
              <Link href="/fabrics" className="font-strong hover:underline">
                Fabric {fabric.name}
              </Link>{' '}
              is {sayLag(fabric.seconds)}
              {fabric.error ? `: ${fabric.error}` : ''}. What it said <Age at={fabric.readAt} now={now} /> is kept and
              grows old.
            </li>
          ))}
        </ul>
      </Note>
    </div>
  )
}
