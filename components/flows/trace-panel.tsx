import { Button } from '@/components/ui/button'
import { CONTROL } from '@/components/ui/field'
import { Note, Section } from '@/components/ui/section'
import type { HostPage, TraceView } from '@/server/queries/host'

/** A packet, written as for ofproto/trace, and what the rules do with it step by step. */
export function TracePanel({
  trace,
  packet,
  guests,
}: {
  trace: TraceView | string | null
  packet: string
  guests: HostPage['guests']
}) {
  const first = guests[0]
  const example = first
    ? `in_port=${first.ofport ?? 1},arp,arp_op=2,dl_src=${first.mac},arp_sha=${first.mac},arp_spa=192.0.2.1`
    : 'in_port=1,ip,nw_src=192.0.2.1'
  return (
    <Section title="Trace" hint="Evaluated here, on the rules as read.">
      <form className="grid gap-2">
        <label className="grid gap-1 text-12">
          <span className="text-ink-3">Packet, as for ofproto/trace</span>
          <textarea
            name="trace"
            rows={3}
            defaultValue={packet || example}
            spellCheck={false}
            className={`${CONTROL} !h-auto py-1.5 font-mono !text-12`}
          />
        </label>
        <div>
          <Button size="s" type="submit">
            Trace this packet
          </Button>
        </div>
      </form>
      {typeof trace === 'string' && (
        <div className="mt-3">
          <Note meaning="crit">
            <span role="alert">{trace}</span>
          </Note>
        </div>
      )}
      {trace && typeof trace !== 'string' && (
        <>
          <ol className="mt-3 grid gap-2.5">
            {trace.steps.map((step, i) => {
              const isStop = trace.verdict === 'drop' && i === trace.steps.length - 1
              return (
                <li key={`${step.table} ${step.line}`} className="grid grid-cols-[20px_minmax(0,1fr)] gap-2 text-12">
                  <span
                    className={`grid size-[18px] place-items-center rounded-full text-11 font-strong text-ink-on ${isStop ? 'bg-crit' : 'bg-ink'}`}
                  >
                    {i + 1}
                  </span>
                  <span className="min-w-0">
                    <span className="font-strong">Table {step.table}</span>
                    {step.priority === null
                      ? ' · no rule'
                      : ` · priority ${step.priority}, cookie ${step.cookie}, line ${step.line}`}
                    <span className="block break-words font-mono text-ink-2">{step.match || 'anything'}</span>
                    <span className={`block break-words font-mono ${isStop ? 'text-crit-ink' : ''}`}>
                      {step.actions}
                    </span>
                  </span>
                </li>
              )
            })}
          </ol>
          <div className="mt-3">
            <Note meaning={trace.verdict === 'drop' ? 'crit' : trace.verdict === 'pass' ? 'ok' : 'blind'}>
              <strong className="font-strong">
                {trace.verdict === 'drop' ? 'Dropped.' : trace.verdict === 'pass' ? 'Passes.' : 'Unknown.'}
              </strong>{' '}
              {trace.verdict === 'drop'
                ? 'Nothing leaves this host.'
                : trace.verdict === 'pass'
                  ? `Leaves by port ${trace.outputs.join(', ')}.`
                  : trace.unknown.join('; ')}
            </Note>
          </div>
        </>
      )}
    </Section>
  )
}
