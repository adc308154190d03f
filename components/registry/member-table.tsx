import Link from 'next/link'
import type { HaVipMember, HaVipPage } from '@/server/queries/registry/havip'
import { StandingMark } from '../audit/standing-mark'
import { Age } from '../ui/age'
import { ConfirmButton } from './forms/confirm-button'
import type { Submit } from './forms/edit-button'
import { TruthMark } from './truth'

type Verbs = { readonly saveMember: Submit; readonly removeMember: Submit }

/** Members with the three truths of each, and whoever holds the address without being one. */
export function MemberTable({
  havip,
  now,
  refused,
  verbs,
}: {
  havip: HaVipPage
  now: string
  refused: string | undefined
  verbs: Verbs
}) {
  const rows = [...havip.members, ...havip.strangers]
  return (
    <table className="table stack">
      <thead>
        <tr>
          <th>Member</th>
          <th>Role</th>
          <th>Configured</th>
          <th>Allowed to hold it</th>
          <th>Passed by the host</th>
          <th>
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((member) => {
          const isLatent = member.isMember && (!member.isAllowed || member.programmed === 'no')
          return (
            <tr key={member.nicId} className={isLatent || !member.isMember ? 'bg-crit-tint' : ''}>
              <td>
                <Link href={`/guests/${member.guestId}`} className="text-13 font-medium hover:underline">
                  {member.guest}
                </Link>{' '}
                <span className="text-ink-3">
                  <span className="font-mono">{member.nic}</span>
                  {member.host && `, ${member.host}`}
                </span>
              </td>
              <td>
                {member.isMember ? (
                  <Role member={member} />
                ) : (
                  <span className="font-medium text-crit-ink">no member</span>
                )}
              </td>
              <td>
                <TruthMark answer={member.configured} isExpected>
                  {member.claim ? (
                    <Age at={member.claim.seenAt} now={now} />
                  ) : (
                    member.configured === 'no' && 'as it should'
                  )}
                </TruthMark>
                <span className="text-ink-3 md:hidden"> configured</span>
              </td>
              <td>
                <TruthMark answer={member.isAllowed ? 'yes' : 'no'} />
                <span className="text-ink-3 md:hidden"> allowed</span>
              </td>
              <td title={member.programmedReason ?? undefined}>
                <TruthMark answer={member.programmed} />
                <span className="text-ink-3 md:hidden"> passed by the host</span>
              </td>
              <td className="whitespace-nowrap text-right max-md:flex max-md:gap-2">
                <MemberVerbs member={member} havip={havip} refused={refused} verbs={verbs} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Role({ member }: { member: HaVipMember }) {
  if (member.configured === 'yes') return <span className="font-medium text-ink">holder</span>
  return member.standing ? (
    <StandingMark standing={member.standing} />
  ) : (
    <span className="text-blind-ink">not judged</span>
  )
}

function MemberVerbs({
  member,
  havip,
  refused,
  verbs,
}: {
  member: HaVipMember
  havip: HaVipPage
  refused: string | undefined
  verbs: Verbs
}) {
  const called = `${member.guest} ${member.nic}`
  const input = { havipId: havip.id, nicId: member.nicId }
  if (!member.isMember || !member.isAllowed)
    return (
      <>
        <ConfirmButton
          size="s"
          isDanger={false}
          title={`Allow ${havip.address} on ${called}?`}
          consequence={`The registry will allow ${havip.address} on ${called}: one address, one interface; the filter stays on.`}
          verb={`Allow ${havip.address} on ${member.guest}`}
          done="Member allowed"
          input={{ ...input, allowed: true }}
          submit={verbs.saveMember}
          refused={refused}
          label={`Allow ${havip.address} on ${called}`}
        >
          Allow
        </ConfirmButton>{' '}
        {member.isMember && <Remove member={member} havip={havip} refused={refused} verbs={verbs} />}
      </>
    )
  return (
    <>
      <ConfirmButton
        size="s"
        variant="quiet"
        title={`Stop allowing ${havip.address} on ${called}?`}
        consequence={
          member.configured === 'yes'
            ? `${called} holds it now: its packets are dropped from then on.`
            : `${called} stays a member; if it takes the address over, it goes black.`
        }
        verb={`Stop allowing it on ${member.guest}`}
        done="Member no longer allowed"
        input={{ ...input, allowed: false }}
        submit={verbs.saveMember}
        refused={refused}
        label={`Disallow ${havip.address} on ${called}`}
      >
        Disallow
      </ConfirmButton>{' '}
      <Remove member={member} havip={havip} refused={refused} verbs={verbs} />
    </>
  )
}

function Remove({
  member,
  havip,
  refused,
  verbs,
}: {
  member: HaVipMember
  havip: HaVipPage
  refused: string | undefined
  verbs: Verbs
}) {
  const called = `${member.guest} ${member.nic}`
  return (
    <ConfirmButton
      size="s"
      variant="quiet"
      title={`Remove ${called} from ${havip.name}?`}
      consequence="It is no member any more, and what it was allowed ends."
      verb={`Remove ${member.guest}`}
      done="Member removed"
      input={{ havipId: havip.id, nicId: member.nicId }}
      submit={verbs.removeMember}
      refused={refused}
      label={`Remove ${called} from ${havip.name}`}
    >
      Remove
    </ConfirmButton>
  )
}
