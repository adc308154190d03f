'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { PlanCommands } from '@/components/findings/plan-commands'
import { RuleDiffs } from '@/components/findings/rule-diffs'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { CONTROL, Field } from '@/components/ui/field'
import { Note } from '@/components/ui/section'
import type { BulkPlan, BulkRow } from '@/core/registry/bulk'
import type { Result } from '@/core/result'
import { type RowLine, runBulk } from './run-bulk'

type Refusal = { readonly sentence: string }
/** A pair of the lists that can be registered, released or set aside. */
export type Chosen = {
  readonly nicId: number
  readonly address: string
  readonly guest: string
  readonly nic: string
  readonly registered: string
  readonly kind: string | null
  readonly findingId: number | null
}
export type PlanBulk = (input: unknown) => Promise<Result<BulkPlan, Refusal>>

const keyOf = (row: { nicId: number; address: string }) => `${row.nicId} ${row.address}`
const WORDS = {
  register: { title: 'Register', done: 'registered' },
  release: { title: 'Release', done: 'released' },
} as const

/** One plan over all chosen rows; then, confirmed, one change after another, and of each row what became of it. */
export function BulkDialog({
  verb,
  rows,
  plan,
  onClose,
  onDone,
}: {
  verb: 'register' | 'release'
  rows: readonly Chosen[]
  plan: PlanBulk
  onClose: () => void
  onDone: () => void
}) {
  const [held, setHeld] = useState<BulkPlan | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [why, setWhy] = useState('')
  const [stopAtFailure, setStopAtFailure] = useState(false)
  const [lines, setLines] = useState<ReadonlyMap<string, RowLine>>(new Map())
  const [phase, setPhase] = useState<'plan' | 'run' | 'end'>('plan')
  const stop = useRef<AbortController | null>(null)
  const router = useRouter()
  useEffect(() => {
    let isCurrent = true
    const items = rows.map(({ nicId, address, findingId }) => ({ nicId, address, findingId }))
    void plan({ verb, items }).then((result) => {
      if (!isCurrent) return
      if (result.ok) setHeld(result.value)
      else setFailure(result.error.sentence)
    })
    return () => {
      isCurrent = false
    }
  }, [plan, verb, rows])
  const ready = held?.rows.filter((row) => row.refusal === null) ?? []
  const run = async () => {
    setPhase('run')
    stop.current = new AbortController()
    const findings = new Map(rows.map((row) => [keyOf(row), row.findingId]))
    const items = ready.map((row) => ({
      nicId: row.nicId,
      address: row.address,
      basis: row.basis,
      findingId: findings.get(keyOf(row)) ?? null,
    }))
    const failed = await runBulk({ verb, items, why, stopAtFailure }, stop.current.signal, (line) =>
      setLines((known) => new Map(known).set(keyOf(line), line)),
    )
    if (failed) setFailure(failed)
    setPhase('end')
  }
  // Not before: the lists beneath may no longer have the rows, and this dialog is part of them.
  const finish = () => {
    onDone()
    onClose()
    router.refresh()
  }
  const done = [...lines.values()].filter((line) => line.outcome === 'done').length
  const bad = lines.size - done
  return (
    <Dialog
      title={`${WORDS[verb].title} ${rows.length} ${rows.length === 1 ? 'address' : 'addresses'}`}
      description={
        verb === 'register'
          ? 'Each as secondary IP on the interface that has it. One that floats between machines needs a HAVIP.'
          : 'What a guest still has configured is cut off from then on.'
      }
      isWide
      onClose={phase === 'run' ? () => undefined : phase === 'end' ? finish : onClose}
      footer={
        phase === 'plan' ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              variant={verb === 'release' ? 'danger' : 'primary'}
              onClick={() => void run()}
              refused={
                !held ? 'The plan is not worked out yet.' : ready.length === 0 ? 'No row can be applied.' : undefined
              }
            >
              {WORDS[verb].title} {ready.length || ''}
            </Button>
          </>
        ) : phase === 'run' ? (
          <Button onClick={() => stop.current?.abort()}>Stop after this one</Button>
        ) : (
          <Button variant="primary" onClick={finish}>
            Close
          </Button>
        )
      }
    >
      {failure && (
        <Note meaning="crit">
          <span role="alert">{failure}</span>
        </Note>
      )}
      {!held && !failure && (
        <p role="status" className="text-12 text-ink-3">
          Working out what this would change on each host…
        </p>
      )}
      {phase !== 'plan' && (
        <div className="grid gap-1 text-12">
          <progress
            className="h-1.5 w-full accent-[var(--accent)]"
            max={ready.length}
            value={lines.size}
            aria-label="Progress"
          />
          <p role="status">
            {lines.size} of {ready.length}: {done} {WORDS[verb].done}
            {bad > 0 && `, ${bad} not`}
          </p>
        </div>
      )}
      {held && <BulkRows rows={held.rows} lines={lines} verb={verb} isOver={phase === 'end'} />}
      {held && phase === 'plan' && (
        <>
          {held.diff.some((one) => one.added.length + one.removed.length > 0) && (
            <details className="text-12">
              <summary className="cursor-pointer text-ink-2">
                Rules on {held.diff.filter((one) => one.added.length + one.removed.length > 0).length} hosts, all rows
                together
              </summary>
              <div className="mt-2">
                <RuleDiffs diffs={held.diff} />
              </div>
            </details>
          )}
          {held.commands && <PlanCommands {...held.commands} isOnly={ready.length === 0} />}
          <Field label="Why" hint="Goes into the log of changes.">
            <input className={CONTROL} value={why} onChange={(event) => setWhy(event.target.value)} />
          </Field>
          <label className="flex items-center gap-2 text-12 max-md:min-h-10">
            <input
              type="checkbox"
              checked={stopAtFailure}
              onChange={(event) => setStopAtFailure(event.target.checked)}
              className="accent-[var(--accent)]"
            />
            Stop at the first failure; otherwise the rest is still done
          </label>
        </>
      )}
    </Dialog>
  )
}

function BulkRows({
  rows,
  lines,
  verb,
  isOver,
}: {
  rows: readonly BulkRow[]
  lines: ReadonlyMap<string, RowLine>
  verb: 'register' | 'release'
  isOver: boolean
}) {
  return (
    <ul className="max-h-[38vh] overflow-auto text-12" aria-label="Rows">
      {rows.map((row) => (
        <li key={keyOf(row)} className="grid gap-0.5 border-line border-b py-1.5">
          <span>
            <span className="font-mono">{row.address}</span>{' '}
            <span className="text-ink-3">
              {row.guest} {row.nic}
            </span>
          </span>
          {isOver && !lines.has(keyOf(row)) && row.refusal === null ? (
            <span className="text-ink-3">
              Stopped before its answer came; the log of changes says whether it was done.
            </span>
          ) : (
            <RowWord row={row} line={lines.get(keyOf(row))} verb={verb} />
          )}
        </li>
      ))}
    </ul>
  )
}

function RowWord({ row, line, verb }: { row: BulkRow; line: RowLine | undefined; verb: 'register' | 'release' }) {
  if (line)
    return (
      <span
        className={
          line.outcome === 'done'
            ? line.verified
              ? 'text-ok-ink'
              : 'text-warn-ink'
            : line.outcome === 'failed'
              ? 'text-crit-ink'
              : 'text-ink-3'
        }
      >
        {line.sentence}{' '}
        {line.changeId !== null && (
          <Link href={`/changes/${line.changeId}`} className="font-medium text-accent">
            change #{line.changeId}
          </Link>
        )}
      </span>
    )
  if (row.refusal) return <span className="text-crit-ink">Will not be tried: {row.refusal}</span>
  const rules = `${row.added} rules added, ${row.removed} removed`
  if (row.retraced === null)
    return <span className="text-ink-3">Rollcall’s own registry: no host is programmed by it.</span>
  const isWanted = row.retraced === (verb === 'register' ? 'yes' : 'no')
  return (
    <span className="text-ink-2">
      {rules};{' '}
      <span className={isWanted ? 'text-ok-ink' : row.retraced === 'unknown' ? 'text-blind-ink' : 'text-warn-ink'}>
        {row.retraced === 'yes'
          ? 'would pass both ways'
          : row.retraced === 'no'
            ? 'would be dropped'
            : 'not known whether it would pass'}
      </span>
    </span>
  )
}
