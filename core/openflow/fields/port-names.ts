/** Port numbers that have a name (openflow(7), reserved ports), as 16-bit numbers of OpenFlow 1.0. */
export const RESERVED_PORTS: Readonly<Record<string, number>> = {
  UNSET: 0xfff7,
  IN_PORT: 0xfff8,
  TABLE: 0xfff9,
  NORMAL: 0xfffa,
  FLOOD: 0xfffb,
  ALL: 0xfffc,
  CONTROLLER: 0xfffd,
  LOCAL: 0xfffe,
  ANY: 0xffff,
  NONE: 0xffff,
}

export const PORT = {
  unset: 0xfff7,
  inPort: 0xfff8,
  table: 0xfff9,
  normal: 0xfffa,
  flood: 0xfffb,
  all: 0xfffc,
  controller: 0xfffd,
  local: 0xfffe,
  none: 0xffff,
} as const

const PORTS_MAX = 0xff00
const NAME_BY_PORT = new Map(
  Object.entries(RESERVED_PORTS)
    .filter(([name]) => name !== 'NONE')
    .map(([name, port]) => [port, name]),
)

/** Names of a bridge's ports and their numbers. */
export type PortNames = ReadonlyMap<string, number>
export const NO_NAMES: PortNames = new Map()

/**
 * A port as rules write it: a number (OpenFlow 1.1 and later write reserved ones with 32 bits), a reserved name in any
 * case, or the name of a port of the bridge, in quotes or not. Null when it is none of these.
 */
export function parsePort(text: string, names: PortNames = NO_NAMES): number | null {
  if (/^(0x[0-9a-f]+|\d+)$/i.test(text)) {
    const number = Number(text)
    if (number <= 0xffff) return number
    return number >= 0xffffff00 && number <= 0xffffffff ? number & 0xffff : null
  }
  const bare = text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
  return names.get(bare) ?? RESERVED_PORTS[bare.toUpperCase()] ?? null
}

/** As Open vSwitch prints a port when it is not asked for names. */
export const formatPort = (port: number): string => NAME_BY_PORT.get(port) ?? String(port)

export const isReservedPort = (port: number): boolean => port >= PORTS_MAX
