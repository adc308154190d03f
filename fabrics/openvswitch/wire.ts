import { z } from 'zod'
import type { FabricAddress } from '../fabric'

/** What a fabric of plain switches is made of: its hosts, the bridges given to Rollcall on each, and the guard's tables. */
export type Layout = {
  readonly hosts: readonly string[]
  readonly bridges: readonly string[]
  readonly options: Readonly<Record<string, string>> // where the tools of each host run
  readonly first: number
}

const FIRST_TABLE = 200
const LAST_TABLE_MAX = 253 // 254 and 255 are the switch's own
const HOSTS_MAX = 500
const HOST = /^([A-Za-z0-9][A-Za-z0-9._-]{0,62})(?:=(\S+))?$/

const options = z.object({
  collector: z.string().default(''),
  bridges: z.string().default('br-int'),
  tables: z.string().default(String(FIRST_TABLE)),
})

/**
 * Reads the address of such a fabric. `endpoint` names its hosts, each with the place of its tools or without, where
 * `collector` says it for all: `hvA, hvB=ssh:rollcall@10.0.0.2`. A sentence when it cannot be.
 */
export function readLayout(address: FabricAddress): Layout | string {
  const { collector, bridges: named, tables } = options.parse(address.options)
  const places: Record<string, string> = collector ? { collector } : {}
  const hosts: string[] = []
  for (const word of wordsOf(address.endpoint)) {
    const [, host, place] = HOST.exec(word) ?? []
    if (!host) return `${word} is no host: a name is, or NAME=PLACE.`
    if (hosts.includes(host)) return `${host} is named twice.`
    if (!place && !collector) return `Say how the tools of ${host} are run: ${host}=ssh:USER@${host}.`
    hosts.push(host)
    if (place) places[`collector:${host}`] = place
  }
  if (hosts.length === 0) return 'Name at least one host.'
  if (hosts.length > HOSTS_MAX) return `One fabric has at most ${HOSTS_MAX} hosts; these are ${hosts.length}.`
  const bridges = [...new Set(wordsOf(named))]
  const odd = bridges.find((bridge) => !/^[A-Za-z0-9][\w.-]{0,14}$/.test(bridge))
  if (odd !== undefined) return `${odd} is no name of a bridge.`
  if (bridges.length === 0) return 'Name at least one bridge.'
  const first = Number(tables)
  if (!/^\d{1,3}$/.test(tables) || first < 1 || first + 1 > LAST_TABLE_MAX)
    return `The first of the guard's two tables is between 1 and ${LAST_TABLE_MAX - 1}, not ${tables}.`
  return { hosts, bridges, options: places, first }
}

const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '')
