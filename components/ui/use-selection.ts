'use client'

import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react'

/**
 * Which rows of a list are chosen. A click, or Space, turns one over; with Shift, everything from the row turned last to
 * this one becomes as this one. The arrows go from box to box, with Shift they take rows along.
 */
export function useSelection<T>(rows: readonly T[], keyOf: (row: T) => string) {
  const [chosen, setChosen] = useState<ReadonlyMap<string, T>>(new Map())
  const anchor = useRef<number | null>(null)
  const set = (from: number, to: number, isOn: boolean) =>
    setChosen((held) => {
      const next = new Map(held)
      for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1))
        if (isOn) next.set(keyOf(row), row)
        else next.delete(keyOf(row))
      return next
    })
  const turn = (index: number, isRange: boolean) => {
    const row = rows[index]
    if (!row) return
    set(isRange && anchor.current !== null ? anchor.current : index, index, !chosen.has(keyOf(row)))
    anchor.current = index
  }
  const boxOf = (index: number) => ({
    checked: chosen.has(keyOf(rows[index] as T)),
    'data-row': index,
    onChange: () => undefined, // onClick knows whether Shift is held
    onClick: (event: MouseEvent) => turn(index, event.shiftKey),
    onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      const next = index + by
      if (by === 0 || !rows[next]) return
      event.preventDefault()
      if (event.shiftKey) {
        set(index, next, true)
        anchor.current = next
      }
      document.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus()
    },
  })
  const clear = () => {
    anchor.current = null
    setChosen(new Map())
  }
  return { chosen, boxOf, clear }
}
