import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { CaptureVerbs } from '@/components/evidence/capture-verbs'
import { TopBar } from '@/components/shell/top-bar'
import { Age } from '@/components/ui/age'
import { Evidence } from '@/components/ui/evidence'
import { Facts, Note, PageHeader, Section } from '@/components/ui/section'
import { findCapture } from '@/server/queries/capture'
import { rebindCaptureAction, withdrawCaptureAction } from '../actions'

export const metadata: Metadata = { title: 'Capture' }
export const dynamic = 'force-dynamic'

export default async function CaptureScreen({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const capture = /^\d{1,9}$/.test(id) ? await findCapture(Number(id)) : null
  if (!capture) notFound()
  const now = new Date().toISOString()
  return (
    <>
      <TopBar crumbs={[{ label: 'Captures' }, { label: `#${capture.id}` }]} now={now} />
      <PageHeader
        title={capture.command ?? capture.format}
        subtitle={capture.guest ? `on ${capture.guest}` : 'of nobody'}
        actions={
          capture.withdrawnAt ? null : (
            <CaptureVerbs
              captureId={capture.id}
              guest={capture.guest}
              others={capture.others}
              withdraw={withdrawCaptureAction}
              rebind={rebindCaptureAction}
            />
          )
        }
      />
      <Section
        title="Text"
        hint={`lines ${capture.firstLine} to ${capture.lastLine} of what was handed over, kept as it came`}
      >
        {capture.withdrawnAt && (
          <div className="mb-3">
            <Note meaning="warn">
              Withdrawn <Age at={capture.withdrawnAt} now={now} />: it counts for nothing any more.
            </Note>
          </div>
        )}
        <Evidence text={capture.text} marks={capture.marks} />
      </Section>
      <Section title="Source">
        <Facts
          items={[
            [
              'Guest',
              capture.guestId ? (
                <Link key="guest" href={`/guests/${capture.guestId}`} className="text-accent">
                  {capture.guest}
                </Link>
              ) : (
                'nobody'
              ),
            ],
            ['VPC', capture.vpc ?? 'none'],
            ['Format', capture.format],
            ['Source', capture.source],
            ['Captured', <Age key="captured" at={capture.capturedAt} now={now} />],
            ['Received', <Age key="received" at={capture.receivedAt} now={now} />],
          ]}
        />
      </Section>
    </>
  )
}
