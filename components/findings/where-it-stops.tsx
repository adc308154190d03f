import Link from 'next/link'
import { Section } from '@/components/ui/section'
import type { StepView } from '@/server/queries/conversation'

/** The rule that drops the packet, and the rule that would have passed it had a field differed. */
export function WhereItStops({ step }: { step: StepView }) {
  const hop = step.hops[step.stoppedAt ?? 0]
  const last = hop?.tables.at(-1)
  const differing = step.nearest?.fields.filter((field) => !field.isSame).map((field) => field.field) ?? []
  const trace =
    hop?.hostId && hop.packet
      ? `/hosts/${hop.hostId}/trace?${new URLSearchParams({ ...(hop.bridge && { bridge: hop.bridge }), packet: hop.packet })}`
      : null
  return (
    <Section title="Where it stops" hint={`${hop?.host}, table ${last?.table}`}>
      {step.nearest ? (
        <>
          <p className="mb-2 text-13">
            The rule that decides drops it. The nearest miss has priority {step.nearest.priority}:{' '}
            <strong className="font-strong">
              only {differing.join(' and ')} {differing.length === 1 ? 'differs' : 'differ'}.
            </strong>
          </p>
          <table className="table">
            <thead>
              <tr>
                <th>Field</th>
                <th>Packet</th>
                <th>Nearest rule</th>
              </tr>
            </thead>
            <tbody>
              {step.nearest.fields.map((field) => (
                <tr key={field.field}>
                  <td className="font-mono">{field.field}</td>
                  <td className="font-mono">
                    {field.isSame ? field.packet : <mark data-bad>{field.packet ?? 'absent'}</mark>}
                  </td>
                  <td className="font-mono">{field.isSame ? field.rule : <mark data-bad>{field.rule}</mark>}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="mt-2 text-12 text-ink-3">
            cookie {step.nearest.cookie}
            {step.nearest.packets !== null && ` · ${step.nearest.packets} packets so far`} · line {step.nearest.line} of
            the dump
          </p>
        </>
      ) : (
        <p className="text-13">{step.reason}. No other rule of this table comes close.</p>
      )}
      {last?.packets !== null && last?.packets !== undefined && (
        <p className="mt-2 text-12 text-ink-2">
          This rule has dropped {last.packets.toLocaleString('en')} packets in all, of whatever address.
        </p>
      )}
      {trace && (
        <p className="mt-2 text-12">
          <Link href={trace} className="font-medium text-accent">
            Trace this packet
          </Link>
        </p>
      )}
    </Section>
  )
}
