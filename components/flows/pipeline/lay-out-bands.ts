import type { MappedTable, OutcomeGroup, PipelineMap } from '@/core/openflow/pipeline-map/map-pipeline'

type TableRef = MappedTable['table']
/** Where one group of rules stands in its table's card, px. */
export type BandRow = { readonly group: OutcomeGroup; readonly y: number; readonly height: number }
export type BandCard = {
  readonly table: MappedTable
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly rows: readonly BandRow[]
}
/** A ribbon from a group to where its packets go; thickness says how many. */
export type Band = {
  readonly from: TableRef
  readonly group: OutcomeGroup
  readonly to: TableRef | 'out' | 'drop'
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  readonly thickness: number
  readonly under: number | null // it passes below the cards between, at this height
  readonly isBack: boolean // to a table on the left or its own
}
export type BandLayout = {
  readonly width: number
  readonly height: number
  readonly cards: readonly BandCard[]
  readonly bands: readonly Band[]
  readonly out: { readonly x: number; readonly y: number; readonly height: number } | null
}

const LEFT = 10 // room for the number of a step
const GAP_X = 84
const CARD_MIN = 148
const WIDTH_MIN = 1150
const HEAD = 40
const ROW_MIN = 24
const GAP_Y = 26
const OUT_WIDTH = 78
const THICK_MAX = 34

/** Tables in columns from left to right as packets go, each as high as what it counts; all lengths in px. */
export function layOutBands(map: PipelineMap): BandLayout {
  const columns = findColumns(map)
  const count = Math.max(...columns.values(), 0) + 1
  const most = Math.max(1, ...map.tables.flatMap((table) => table.groups.map((group) => group.packets ?? 0)))
  const thick = (packets: number | null): number => (packets ? 3 + (THICK_MAX - 3) * Math.sqrt(packets / most) : 1.5)
  const width = Math.max(WIDTH_MIN, count * (CARD_MIN + GAP_X) + OUT_WIDTH)
  const cardWidth = (width - LEFT - OUT_WIDTH - count * GAP_X) / count
  const cards: BandCard[] = []
  const bottoms = new Map<number, number>()
  for (const table of map.tables) {
    const column = columns.get(table.table) ?? 0
    const y = (bottoms.get(column) ?? 0) + HEAD
    let at = y + 4
    const rows = table.groups.map((group): BandRow => {
      const height = Math.max(ROW_MIN, thick(group.packets))
      const row = { group, y: at, height }
      at += height + 4
      return row
    })
    cards.push({
      table,
      x: LEFT + column * (cardWidth + GAP_X),
      y,
      width: Math.min(cardWidth, 260),
      height: at - y,
      rows,
    })
    bottoms.set(column, at + GAP_Y)
  }
  const height = Math.max(...bottoms.values(), 120)
  const drawn = drawBands(cards, columns, thick)
  const out = { x: width - OUT_WIDTH + 8, y: HEAD, height: Math.max(40, height - HEAD - GAP_Y) }
  const bands = attach(drawn, cards, out)
  const lowest = Math.max(height, ...bands.map((band) => (band.under ?? 0) + band.thickness / 2 + 8))
  return {
    width,
    height: lowest + (bands.some((band) => band.isBack) ? 26 : 0),
    cards,
    bands,
    out: bands.some((band) => band.to === 'out') ? out : null,
  }
}

/** The longest way from a table that nothing leads to; ways back do not count. */
function findColumns(map: PipelineMap): Map<TableRef, number> {
  const order = map.tables.map((table) => table.table)
  const at = new Map(order.map((table, i) => [table, i]))
  const columns = new Map<TableRef, number>(order.map((table) => [table, 0]))
  for (const table of order)
    for (const jump of map.jumps) {
      const isForward = (at.get(jump.to) ?? -1) > (at.get(table) ?? 0)
      if (jump.from !== table || !isForward) continue
      columns.set(jump.to, Math.max(columns.get(jump.to) ?? 0, (columns.get(table) ?? 0) + 1))
    }
  return columns
}

function drawBands(
  cards: readonly BandCard[],
  columns: ReadonlyMap<TableRef, number>,
  thick: (packets: number | null) => number,
): Band[] {
  return cards.flatMap((card) =>
    card.rows.flatMap(({ group, y, height }) => {
      const targets: Band['to'][] =
        group.outcome === 'drop' ? ['drop'] : [...group.tables, ...(group.sends ? ['out' as const] : [])]
      return targets.map((to, i): Band => {
        const own = columns.get(card.table.table) ?? 0
        const isTable = to !== 'drop' && to !== 'out'
        return {
          from: card.table.table,
          group,
          to,
          x1: card.x + card.width,
          y1: y + (height * (i + 1)) / (targets.length + 1),
          x2: card.x + card.width + 46,
          y2: y + height / 2,
          thickness: Math.min(thick(group.packets), height) / targets.length,
          under: null,
          isBack: isTable && (columns.get(to) ?? own) <= own,
        }
      })
    }),
  )
}

/** Ribbons enter a card one below the other, those from above first. */
function attach(
  bands: readonly Band[],
  cards: readonly BandCard[],
  out: { readonly x: number; readonly y: number; readonly height: number },
): Band[] {
  const ends = new Map<Band, { x2: number; y2: number }>()
  const places = [
    ...cards.map((card) => ({ to: card.table.table as Band['to'], x: card.x, y: card.y, height: card.height })),
    { to: 'out' as Band['to'], ...out },
  ]
  for (const place of places) {
    const coming = bands.filter((band) => band.to === place.to).sort((a, b) => a.y1 - b.y1)
    const total = coming.reduce((sum, band) => sum + band.thickness + 3, 0)
    let y = place.y + Math.max(6, (place.height - total) / 2)
    for (const band of coming) {
      ends.set(band, { x2: place.x, y2: Math.min(y + band.thickness / 2, place.y + place.height - 4) })
      y += band.thickness + 3
    }
  }
  return bands.map((band) => {
    const placed = { ...band, ...ends.get(band) }
    return { ...placed, under: findUnder(placed, cards) }
  })
}

/** A ribbon that skips columns dives below what stands there. */
function findUnder(band: Band, cards: readonly BandCard[]): number | null {
  if (band.isBack || band.to === 'drop') return null
  const between = cards.filter((card) => card.x > band.x1 && card.x + card.width < band.x2)
  if (between.length === 0) return null
  return Math.max(...between.map((card) => card.y + card.height)) + 8 + band.thickness / 2
}
