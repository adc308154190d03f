'use client'

import Link from 'next/link'
import { type KeyboardEvent, useRef } from 'react'
import { cellGrid } from '@/core/topology/hilbert'
import type { SubnetMap as MapFacts, SubnetCell } from '@/server/queries/subnet-map'

const CELL = 11
const STEP: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }

/** Used, free, reserved and offending addresses of a subnet; every used cell leads to its addresses. Arrow keys move between them. */
export function SubnetMap({ map }: { map: MapFacts }) {
  const frame = useRef<SVGSVGElement>(null)
  const isWhole = !map.cidr.includes(':')
  const total = isWhole ? 2 ** (map.hostBits - map.cellBits) : Math.max(1, map.cells.length)
  const grid = cellGrid(total)
  const move = (event: KeyboardEvent) => {
    const step = STEP[event.key]
    if (!step) return
    event.preventDefault()
    const links = [...(frame.current?.querySelectorAll<SVGAElement>('a') ?? [])]
    const here = links.indexOf(document.activeElement as unknown as SVGAElement)
    links[Math.min(links.length - 1, Math.max(0, here + step))]?.focus()
  }
  return (
    <figure className="m-0">
      <figcaption className="mb-2 flex items-baseline gap-2">
        <span className="font-mono text-13 font-strong">{map.cidr}</span>
        <span className="text-12 text-ink-3">{cellSentence(map, isWhole, total)}</span>
      </figcaption>
      <svg
        ref={frame}
        viewBox={`0 0 ${grid.columns * CELL} ${grid.rows * CELL}`}
        className="w-full max-w-[420px]"
        role="group"
        aria-label={`Map of ${map.cidr}: ${map.used} addresses known`}
        onKeyDown={move}
      >
        <title>{`Map of ${map.cidr}`}</title>
        {Array.from({ length: total }, (_, index) => {
          const place = grid.placeOf(index)
          return (
            <rect
              key={`${place.x}.${place.y}`}
              x={place.x * CELL}
              y={place.y * CELL}
              width={CELL - 1}
              height={CELL - 1}
              rx={1.5}
              className={isWhole && isReserved(map, index, total) ? 'fill-idle-edge' : 'fill-heat-0'}
            />
          )
        })}
        {map.cells.map((cell, order) => {
          const place = grid.placeOf(cell.index)
          return (
            <Link
              key={cell.prefix}
              href={`/addresses?q=${encodeURIComponent(cell.prefix)}&vpc=${map.vpcId}`}
              tabIndex={order === 0 ? 0 : -1}
              aria-label={cellLabel(cell)}
            >
              <rect
                x={place.x * CELL}
                y={place.y * CELL}
                width={CELL - 1}
                height={CELL - 1}
                rx={1.5}
                className={cellClass(cell)}
              />
              {cell.critical + cell.warning > 0 && (
                <path
                  transform={`translate(${place.x * CELL + (CELL - 1) / 2} ${place.y * CELL + (CELL - 1) / 2})`}
                  d={cell.critical > 0 ? 'M0-4 4 0 0 4-4 0Z' : 'M0-3.6 3.8 3.2-3.8 3.2Z'}
                  className="fill-surface"
                />
              )}
            </Link>
          )
        })}
      </svg>
      <Legend map={map} isWhole={isWhole} />
    </figure>
  )
}

function cellSentence(map: MapFacts, isWhole: boolean, total: number): string {
  if (!isWhole) return 'used blocks of 256 addresses only'
  if (map.cellBits === 0) return 'one cell an address'
  return `${total > 256 ? 'Hilbert order, ' : ''}one cell ${2 ** map.cellBits} addresses`
}

/** Network and broadcast fall into the first and the last cell; where a cell is one address, so do the named ones. */
function isReserved(map: MapFacts, index: number, total: number): boolean {
  if (map.cellBits > 0) return false
  if (index === 0 || index === total - 1) return true
  const octets = (text: string) => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  const first = octets(map.cidr.split('/')[0] ?? '')
  return [map.gateway, ...map.reserved].some((address) => address !== null && octets(address) - first === index)
}

function cellClass(cell: SubnetCell): string {
  const colour =
    cell.critical > 0
      ? 'fill-crit'
      : cell.warning > 0
        ? 'fill-warn'
        : cell.silent > 0
          ? 'fill-blind'
          : cell.havips > 0
            ? 'fill-info'
            : 'fill-heat-3'
  return `${colour} stroke-transparent`
}

function cellLabel(cell: SubnetCell): string {
  const wrong = cell.critical > 0 ? ', critical' : cell.warning > 0 ? ', warning' : ''
  return `${cell.prefix.replace(/\/(32|128)$/, '')}: ${cell.used} known${wrong}${cell.silent > 0 ? `, ${cell.silent} not heard` : ''}`
}

function Legend({ map, isWhole }: { map: MapFacts; isWhole: boolean }) {
  const sum = (count: (cell: SubnetCell) => number) => map.cells.reduce((all, cell) => all + count(cell), 0)
  const items: [string, string, number][] = [
    ['bg-heat-3', 'in use', sum((cell) => cell.used - cell.critical - cell.warning - cell.silent - cell.havips)],
    ['bg-crit', 'critical', sum((cell) => cell.critical)],
    ['bg-warn', 'warning', sum((cell) => cell.warning)],
    ['bg-blind', 'not heard', sum((cell) => cell.silent)],
    ['bg-info', 'HAVIP', sum((cell) => cell.havips)],
  ]
  return (
    <ul className="mt-2 flex flex-wrap gap-x-3 gap-y-1 text-12 text-ink-2">
      {items
        .filter(([, , count]) => count > 0)
        .map(([colour, name, count]) => (
          <li key={name} className="flex items-center gap-1.5">
            <i className={`size-2.5 rounded-1 ${colour}`} />
            {count} {name}
          </li>
        ))}
      {isWhole && (
        <li className="flex items-center gap-1.5">
          <i className="size-2.5 rounded-1 bg-heat-0" />
          {Math.max(0, 2 ** map.hostBits - (map.hostBits > 1 ? 2 : 0) - map.used).toLocaleString('en')} free
        </li>
      )}
    </ul>
  )
}
