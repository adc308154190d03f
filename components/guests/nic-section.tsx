import Link from 'next/link'
import { writePacket } from '@/core/openflow/packet/write-packet'
import type { GuestNic, GuestPage } from '@/server/queries/registry/guest'
import { ConfirmButton } from '../registry/forms/confirm-button'
import { EditButton, type Submit } from '../registry/forms/edit-button'
import { nicFields, REGISTRATION_FIELDS } from '../registry/forms/fields'
import { Age } from '../ui/age'
import { Section } from '../ui/section'
import { PairRow } from './pair-row'

type Verbs = {
  readonly createRegistration: Submit
  readonly endRegistration: Submit
  readonly editNic: Submit
  readonly deleteNic: Submit
}
type Props = {
  nic: GuestNic
  guest: GuestPage
  now: string
  subnets: readonly { value: string; label: string }[]
  refused: string | undefined
  verbs: Verbs
}

/** An interface with every address that the guest, the fabric or the rules know on it. */
export function NicSection({ nic, guest, now, subnets, refused, verbs }: Props) {
  const called = `${guest.name} ${nic.name}`
  const row = { id: nic.id, version: nic.version }
  const full =
    nic.used >= guest.vpc.addressesMax
      ? `${called} has ${nic.used} of at most ${guest.vpc.addressesMax} addresses.`
      : undefined
  return (
    <Section
      title={<span className="font-mono">{nic.name}</span>}
      hint={
        <>
          <span className="font-mono">{nic.mac}</span> ·{' '}
          <Link href={`/subnets/${nic.subnetId}`} className="font-mono hover:underline">
            {nic.cidr}
          </Link>
          {nic.ofport !== null && (
            <>
              {' '}
              · port {nic.ofport}
              {nic.bridge ? ` of ${nic.bridge}` : ''}
            </>
          )}{' '}
          · {nic.used} of {guest.vpc.addressesMax} addresses
          {nic.listedAt ? (
            <>
              {' '}
              · listed <Age at={nic.listedAt} now={now} />
            </>
          ) : (
            ' · never listed whole'
          )}
        </>
      }
      actions={
        <>
          <EditButton
            size="s"
            title={`Register an address on ${called}`}
            verb="Register address"
            done="Address registered"
            fields={REGISTRATION_FIELDS}
            fixed={{ nicId: nic.id }}
            submit={verbs.createRegistration}
            refused={refused ?? full}
            label={`Register address on ${called}`}
          >
            Register address
          </EditButton>
          <EditButton
            size="s"
            variant="quiet"
            title={`Edit ${called}`}
            verb="Save interface"
            done="Interface saved"
            fields={nicFields(subnets, nic)}
            fixed={row}
            submit={verbs.editNic}
            refused={refused}
            label={`Edit ${called}`}
          >
            Edit
          </EditButton>
          <ConfirmButton
            size="s"
            variant="quiet"
            title={`Delete ${called}?`}
            consequence="Its registrations and memberships go with it; the log keeps them."
            verb={`Delete ${called}`}
            done="Interface deleted"
            input={row}
            submit={verbs.deleteNic}
            refused={refused}
            label={`Delete ${called}`}
          >
            Delete
          </ConfirmButton>
        </>
      }
    >
      {nic.pairs.length === 0 ? (
        <p className="text-13 text-ink-2">No address is known here: the guest has shown none and none is registered.</p>
      ) : (
        <ul className="border-line border-t">
          {nic.pairs.map((pair) => (
            <PairRow
              key={pair.address}
              pair={pair}
              now={now}
              fabric={guest.vpc.fabric}
              traceHref={
                guest.hostId === null || nic.ofport === null || !pair.probe
                  ? null
                  : `/hosts/${guest.hostId}/trace?${new URLSearchParams({
                      ...(nic.bridge && { bridge: nic.bridge }),
                      packet: writePacket('announcement', { ofport: nic.ofport, mac: nic.mac, address: pair.address }),
                    })}`
              }
              actions={
                pair.registration &&
                pair.registration.kind !== 'havip' &&
                (guest.vpc.fabric === null || pair.registration.kind !== 'primary') &&
                !nic.wide.some((one) => one.id === pair.registration?.id) ? (
                  <span>
                    <ConfirmButton
                      size="s"
                      title={`End the registration of ${pair.address}?`}
                      verb={`End ${pair.address}`}
                      done="Registration ended"
                      input={{ id: pair.registration.id }}
                      submit={verbs.endRegistration}
                      refused={refused}
                      label={`End the registration of ${pair.address} on ${called}`}
                      consequence={
                        pair.configured === 'yes'
                          ? `${called} has ${pair.address} configured: once nothing allows it, its packets are dropped.`
                          : `The registry no longer allows ${pair.address} on ${called}. That it did stays known.`
                      }
                    >
                      End
                    </ConfirmButton>
                  </span>
                ) : null
              }
            />
          ))}
        </ul>
      )}
      {nic.wide.length > 0 && (
        <p className="pt-3 text-12 text-ink-2">
          Blocks it may send from:{' '}
          {nic.wide.map((one) => (
            <span key={one.id} className="mr-2 font-mono">
              {one.address}
            </span>
          ))}
          {nic.wide.map((one) => (
            <ConfirmButton
              key={one.id}
              size="s"
              variant="quiet"
              title={`End the registration of ${one.address}?`}
              consequence={`${called} may no longer send from ${one.address}.`}
              verb={`End ${one.address}`}
              done="Registration ended"
              input={{ id: one.id }}
              submit={verbs.endRegistration}
              refused={refused}
            >
              End {one.address}
            </ConfirmButton>
          ))}
        </p>
      )}
    </Section>
  )
}
