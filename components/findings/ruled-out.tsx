import { CircleCheck, CircleDashed, CircleSlash } from 'lucide-react'
import type { ReactNode } from 'react'
import { Age } from '@/components/ui/age'
import { Section } from '@/components/ui/section'
import type { ConversationView } from '@/server/queries/conversation'
import type { FindingPage } from '@/server/queries/finding'

type Row = { readonly name: string; readonly state: 'clear' | 'suspect' | 'unknown'; readonly text: ReactNode }

function firewallRow(firewall: FindingPage['firewall']): Row {
  const name = 'Guest firewall'
  if (!firewall) return { name, state: 'unknown', text: 'no listing of a firewall has been pasted' }
  const { drops, packets, reason, chains, rules, isOpen, guest } = firewall
  if (isOpen) return { name, state: 'clear', text: `${chains.join(', ')}: policy ACCEPT, 0 rules (on ${guest})` }
  if (drops === 'no') return { name, state: 'clear', text: `${rules} rules on ${guest}, none drops the address` }
  if (drops === 'yes') return { name, state: 'suspect', text: `${packets} are dropped on ${guest}: ${reason}` }
  if (drops === null)
    return { name, state: 'unknown', text: `${rules} rules on ${guest}; those of this guest are not known` }
  return { name, state: 'unknown', text: `${packets}, on ${guest}: ${reason}` }
}

/** Other causes, each cleared or not by evidence that is there; and what the guests' own pings showed. */
export function RuledOut({
  finding,
  conversation,
  now,
}: {
  finding: FindingPage
  conversation: ConversationView | null
  now: string
}) {
  const { firewall, nic, claim, address } = finding
  const length = Number(nic?.cidr.split('/')[1])
  const primary =
    finding.pings.find(
      (ping) => ping.probe.target !== address && ping.probe.verdict === 'answered' && ping.guest !== nic?.guest,
    ) ?? finding.pings.find((ping) => ping.probe.target !== address && ping.probe.verdict === 'answered')
  const failed = finding.pings.find((ping) => ping.probe.target === address && ping.probe.verdict !== 'answered')
  const holders = finding.data.holders
  const rows: Row[] = [
    firewallRow(firewall),
    claim?.prefixLength == null
      ? { name: 'Prefix', state: 'unknown', text: 'the capture does not say' }
      : {
          name: 'Prefix',
          state: claim.prefixLength === length || claim.prefixLength >= 32 ? 'clear' : 'suspect',
          text: `/${claim.prefixLength} ${claim.prefixLength === length ? 'equals the subnet' : `where the subnet has /${length}`}`,
        },
    primary
      ? {
          name: 'Path between guests',
          state: 'clear',
          text: (
            <>
              {primary.probe.target} answers {primary.guest}, <Age at={primary.at} now={now} />
            </>
          ),
        }
      : {
          name: 'Path between guests',
          state: 'unknown',
          text: conversation ? 'no ping to a registered address has been pasted' : 'no ping has been pasted',
        },
    {
      name: 'Duplicate',
      state: Array.isArray(holders) && holders.length > 0 ? 'suspect' : 'clear',
      text:
        Array.isArray(holders) && holders.length > 0
          ? `also on ${holders.join(', ')}`
          : 'no other guest that was heard holds it',
    },
  ]
  return (
    <Section title="Ruled out">
      <ul className="grid gap-1.5 text-12">
        {rows.map((row) => {
          const Icon = row.state === 'clear' ? CircleCheck : row.state === 'suspect' ? CircleSlash : CircleDashed
          return (
            <li key={row.name} className="grid grid-cols-[16px_128px_1fr] gap-2">
              <Icon
                aria-label={row.state === 'clear' ? 'ruled out' : row.state === 'suspect' ? 'not ruled out' : 'unknown'}
                className={`mt-px size-4 ${row.state === 'clear' ? 'text-ok-ink' : row.state === 'suspect' ? 'text-crit-ink' : 'text-blind-ink'}`}
              />
              <span className="font-medium">{row.name}</span>
              <span className="text-ink-2">{row.text}</span>
            </li>
          )
        })}
      </ul>
      {failed && (
        <p className="mt-3 rounded-2 bg-sunken px-3 py-2 text-12 text-ink-2">
          <span className="font-strong">Corroborated:</span> {failed.guest} pinged {failed.probe.target} and had{' '}
          {failed.probe.verdict === 'unreachable' ? 'the answer "unreachable"' : 'no answer'} (
          <Age at={failed.at} now={now} />
          ).
        </p>
      )}
    </Section>
  )
}
