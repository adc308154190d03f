import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { rebindCaptureAction, withdrawCaptureAction } from '@/app/captures/actions'
import { SaySentence } from '@/components/findings/say-sentence'
import { CaptureActions } from '@/components/guests/capture-actions'
import { CaptureTable } from '@/components/guests/capture-table'
import { IntentSection } from '@/components/guests/intent-section'
import { NicSection } from '@/components/guests/nic-section'
import { ConfirmButton } from '@/components/registry/forms/confirm-button'
import { EditButton } from '@/components/registry/forms/edit-button'
import { guestFields, nicFields } from '@/components/registry/forms/fields'
import { notOwn } from '@/components/registry/forms/not-own'
import { TopBar } from '@/components/shell/top-bar'
import { Button } from '@/components/ui/button'
import { PageHeader, Section } from '@/components/ui/section'
import { listHostChoices, listOtherGuests, listSubnetChoices } from '@/server/queries/registry/choices'
import { findGuest } from '@/server/queries/registry/guest'
import {
  createNicAction,
  createRegistrationAction,
  deleteGuestAction,
  deleteNicAction,
  editGuestAction,
  editNicAction,
  endRegistrationAction,
} from '../actions'

export const metadata: Metadata = { title: 'Guest' }
export const dynamic = 'force-dynamic'

export default async function GuestScreen({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const guest = /^\d{1,9}$/.test(id) ? await findGuest(Number(id)) : null
  if (!guest) notFound()
  const [hosts, subnets, others] = await Promise.all([
    listHostChoices(),
    listSubnetChoices(guest.vpc.id),
    listOtherGuests(guest.vpc.id, guest.id),
  ])
  const now = new Date().toISOString()
  const refused = notOwn(guest.vpc)
  const row = { id: guest.id, version: guest.version }
  const worst = guest.findings[0]
  const verbs = {
    createRegistration: createRegistrationAction,
    endRegistration: endRegistrationAction,
    editNic: editNicAction,
    deleteNic: deleteNicAction,
  }
  return (
    <>
      <TopBar crumbs={[{ label: 'Guests', href: '/guests' }, { label: guest.name }]} now={now} />
      <PageHeader
        title={guest.name}
        subtitle={
          <>
            {guest.hostname && guest.hostname !== guest.name && <>calls itself {guest.hostname} · </>}
            VPC{' '}
            <Link href={`/vpcs/${guest.vpc.id}`} className="underline">
              {guest.vpc.name}
            </Link>{' '}
            ·{' '}
            {guest.hostId === null ? (
              <span className="text-blind-ink">host not known</span>
            ) : (
              <>
                host{' '}
                <Link href={`/hosts/${guest.hostId}`} className="underline">
                  {guest.host}
                </Link>
              </>
            )}
          </>
        }
        actions={
          <>
            <Button variant="primary" href="/import">
              Import evidence
            </Button>
            <EditButton
              title={`Edit guest ${guest.name}`}
              verb="Save guest"
              done="Guest saved"
              fields={guestFields(hosts, guest)}
              fixed={row}
              submit={editGuestAction}
              refused={refused}
            >
              Edit guest
            </EditButton>
            <ConfirmButton
              title={`Delete guest ${guest.name}?`}
              consequence="Its interfaces, their registrations and memberships go with it. The log keeps what it was allowed; its captures stay."
              verb={`Delete guest ${guest.name}`}
              done="Guest deleted"
              input={row}
              submit={deleteGuestAction}
              typed={guest.name}
              refused={refused}
              afterHref="/guests"
            >
              Delete guest
            </ConfirmButton>
          </>
        }
      />
      {worst && (
        <div className="grid gap-2 px-[var(--gutter)] pb-5">
          <SaySentence rule={worst.rule} data={worst.data} />
          <p className="text-13">
            <Link href={`/findings/${worst.id}`} className="font-medium text-accent">
              Why, and how to fix it
            </Link>
            {guest.findings.length > 1 && <span className="text-ink-3"> · {guest.findings.length - 1} more below</span>}
          </p>
        </div>
      )}
      {guest.nics.map((nic) => (
        <NicSection key={nic.id} nic={nic} guest={guest} now={now} subnets={subnets} refused={refused} verbs={verbs} />
      ))}
      <Section
        title={guest.nics.length === 0 ? 'Interfaces' : 'Another interface'}
        actions={
          <EditButton
            size="s"
            title={`New interface of ${guest.name}`}
            verb="Create interface"
            done="Interface created"
            fields={nicFields(subnets)}
            fixed={{ guestId: guest.id }}
            submit={createNicAction}
            refused={
              refused ??
              (subnets.length === 0 ? 'An interface is on a subnet: create one in its VPC first.' : undefined)
            }
          >
            New interface
          </EditButton>
        }
      >
        <p className="text-13 text-ink-2">
          {guest.nics.length === 0
            ? 'No interface yet. What this guest says is bound to its interfaces by MAC.'
            : 'Interfaces are told apart by MAC.'}
        </p>
      </Section>
      <IntentSection intents={guest.intents} now={now} />
      <Section title="Captures" hint="what this guest handed over, newest first">
        {guest.captures.length === 0 ? (
          <p className="text-13 text-ink-2">
            Nothing has been heard from {guest.name}. What it has configured is unknown, not empty.
          </p>
        ) : (
          <CaptureTable
            captures={guest.captures}
            now={now}
            actionsOf={(capture) => (
              <CaptureActions
                captureId={capture.id}
                command={capture.command ?? capture.format}
                guest={guest.name}
                others={others}
                withdraw={withdrawCaptureAction}
                rebind={rebindCaptureAction}
              />
            )}
          />
        )}
      </Section>
    </>
  )
}
