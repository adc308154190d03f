import { plural } from '@/components/registry/amount'
import { Age } from '@/components/ui/age'
import { Note, Section } from '@/components/ui/section'
import type { SecondOpinion as Opinion } from '@/core/openflow/trace-output/compare-with-switch'

const VERDICTS = { drop: 'dropped', passes: 'passes', controller: 'goes to the controller' } as const

/** What the switch of the host itself says of the packet, beside Rollcall's own trace. */
export function SecondOpinion({
  host,
  answer,
  refusal,
  now,
}: {
  host: string
  answer: { readonly opinion: Opinion; readonly text: string; readonly rulesReadAt: string } | null
  refusal: string | null
  now: string
}) {
  return (
    <Section title="The switch itself" hint={`ofproto/trace on ${host}, asked just now; nothing was sent`}>
      {refusal !== null && (
        <Note meaning="blind">
          <span role="status">
            <strong className="font-strong">Not asked.</strong> {refusal} The trace above stands alone.
          </span>
        </Note>
      )}
      {answer && (
        <div className="grid gap-3">
          <Verdict opinion={answer.opinion} readAt={answer.rulesReadAt} now={now} />
          {answer.opinion.differences.length > 0 && <Differences opinion={answer.opinion} />}
          <details>
            <summary className="cursor-pointer text-12 font-medium text-accent">Its answer, word for word</summary>
            <pre tabIndex={0} className="mt-2 overflow-x-auto rounded-2 bg-sunken p-3 font-mono text-11">
              {answer.text}
            </pre>
          </details>
        </div>
      )}
    </Section>
  )
}

function Verdict({ opinion, readAt, now }: { opinion: Opinion; readAt: string; now: string }) {
  const { verdict, tables, differences } = opinion
  if (differences.length === 0)
    return (
      <Note meaning="ok">
        <strong className="font-strong">It says the same:</strong> {VERDICTS[verdict]}, by the same rule in{' '}
        {tables === 1 ? 'the one table' : `each of ${plural(tables, 'table')}`}.
      </Note>
    )
  return (
    <Note meaning="warn">
      <strong className="font-strong">It says something else.</strong> Rollcall evaluates the rules as they were read{' '}
      <Age at={readAt} now={now} />; they may have changed since. Read the host anew, and if it stays so, one of the two
      is wrong.
    </Note>
  )
}

function Differences({ opinion }: { opinion: Opinion }) {
  return (
    <table className="table stack">
      <thead>
        <tr>
          <th>What</th>
          <th>Rollcall</th>
          <th>The switch</th>
        </tr>
      </thead>
      <tbody>
        {opinion.differences.map(({ what, step, ours, theirs }) => (
          <tr key={`${what} ${step}`}>
            <td>{what === 'verdict' ? 'The packet' : `Step ${step}`}</td>
            <td>{ours}</td>
            <td>{theirs}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
