'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Result } from '@/core/result'
import type { ImportPage } from '@/server/queries/import'
import type { VpcChoice } from '@/server/queries/vpcs'
import { choiceOf, fromStored, type ImportChoice, type InputChoice, toStored, withInput } from './import-choice'

type Refusal = { readonly sentence: string }
type Progress = { readonly done: number; readonly total: number; readonly what: string }
export type Verbs = {
  readonly read: (input: unknown) => Promise<Result<{ readonly turn: number }, Refusal>>
  readonly save: (input: unknown) => Promise<Result<{ readonly turn: number }, Refusal>>
  readonly state: (input: unknown) => Promise<
    Result<
      {
        readonly state: ImportPage['state']
        readonly turn: number
        readonly progress: Progress | null
        readonly error: string | null
      },
      Refusal
    >
  >
  readonly remove: (input: unknown) => Promise<Result<null, Refusal>>
  readonly discard: (input: unknown) => Promise<Result<null, Refusal>>
}

const POLL_MS = 700
const SETTLE_MS = 300 // a person who types is asked no question a letter
const WAITING: Progress = { done: 0, total: 0, what: 'Waiting for the worker' }
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A draft's choices, asked anew whenever one changes; what was asked before a reload is waited for. */
export function useImport(page: ImportPage, vpcs: readonly VpcChoice[], verbs: Verbs) {
  const [choice, setChoice] = useState(() => fromStored(page.choices))
  const [progress, setProgress] = useState<Progress | null>(null)
  const [failure, setFailure] = useState<string | null>(page.error)
  const [isBusy, setBusy] = useState(page.state !== 'read')
  const asked = useRef(0)
  const router = useRouter()
  const importId = page.id

  /** Waits until the question of that turn is answered; false when another was asked, or it failed. */
  const settle = useCallback(
    async (turn: number): Promise<boolean> => {
      for (;;) {
        const found = await verbs.state({ importId })
        if (!found.ok || found.value.turn !== turn) return false
        const { state, error } = found.value
        if (state !== 'reading' && state !== 'saving') {
          setFailure(error)
          return error === null
        }
        setProgress(found.value.progress ?? WAITING)
        await pause(POLL_MS)
      }
    },
    [importId, verbs],
  )
  const ask = useCallback(
    async (verb: 'read' | 'save', next: ImportChoice): Promise<boolean> => {
      const question = ++asked.current
      setBusy(true)
      setFailure(null)
      if (verb === 'read') await pause(SETTLE_MS)
      if (question !== asked.current) return false
      const answer = await verbs[verb]({ importId, choices: toStored(next) })
      if (!answer.ok) setFailure(answer.error.sentence)
      const isDone = answer.ok && (await settle(answer.value.turn))
      if (question !== asked.current) return false
      setProgress(null)
      setBusy(false)
      if (verb === 'read') router.refresh()
      return isDone
    },
    [importId, verbs, settle, router],
  )
  const choose = useCallback(
    (next: ImportChoice) => {
      setChoice(next)
      void ask('read', next)
    },
    [ask],
  )
  const isOpened = useRef(false)
  useEffect(() => {
    if (isOpened.current) return
    isOpened.current = true
    if (page.state === 'open' || (page.state === 'read' && page.preview === null)) void ask('read', choice)
    else if (page.state !== 'read')
      void settle(page.turn).then(() => {
        setProgress(null)
        setBusy(false)
        router.refresh()
      })
  }, [page, choice, ask, settle, router])

  // What the texts themselves propose, once: the moment before a removal, and a first VPC.
  const isProposed = useRef(page.state === 'read')
  useEffect(() => {
    if (isProposed.current || page.preview === null || page.state !== 'read') return
    isProposed.current = true
    const next = withProposals(choice, page, vpcs.length > 0)
    if (next !== choice) choose(next)
  }, [page, choice, choose, vpcs.length])

  return {
    choice,
    choose,
    progress,
    failure,
    isBusy,
    chooseFor: (ordinal: number, changed: Partial<InputChoice>) => choose(withInput(choice, ordinal, changed)),
    save: () => ask('save', choice),
    reread: () => void ask('read', choice),
    remove: async (ordinal: number) => {
      const gone = await verbs.remove({ importId, ordinal })
      if (gone.ok) void ask('read', choice)
      else setFailure(gone.error.sentence)
    },
  }
}

function withProposals(held: ImportChoice, { preview }: ImportPage, hasVpcs: boolean): ImportChoice {
  let next = held
  for (const input of preview?.inputs ?? []) {
    const first = input.moments[0]
    if (first && first.removes !== null && choiceOf(next, input.ordinal).untilLine === undefined)
      next = withInput(next, input.ordinal, { untilLine: first.line })
  }
  const cidr = preview?.inputs.map((input) => input.subnetCidr).find((one) => one !== null)
  const isFirst = !hasVpcs && cidr && next.newVpc === '' && next.newCidr === '' && next.vpcId === null
  return isFirst ? { ...next, newVpc: 'my-vpc', newCidr: cidr } : next
}
