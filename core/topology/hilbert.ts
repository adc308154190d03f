/**
 * The Hilbert curve visits every cell of a square so that neighbours on the line stay neighbours on the plane: blocks of
 * addresses that share a prefix appear as squares.
 */
export type CellPlace = { readonly x: number; readonly y: number }

/** Column and row of the `index`-th cell of a square of `side` cells; `side` is a power of two. */
export function hilbertPlace(index: number, side: number): CellPlace {
  let x = 0
  let y = 0
  let rest = index
  for (let size = 1; size < side; size *= 2) {
    const rx = 1 & (rest >> 1)
    const ry = 1 & (rest ^ rx)
    if (ry === 0) {
      if (rx === 1) {
        x = size - 1 - x
        y = size - 1 - y
      }
      const swap = x
      x = y
      y = swap
    }
    x += size * rx
    y += size * ry
    rest >>= 2
  }
  return { x, y }
}

/** How a subnet of `cells` cells is drawn: a Hilbert square when there are many, rows of sixteen when there are few. */
export function cellGrid(cells: number): { columns: number; rows: number; placeOf: (index: number) => CellPlace } {
  const side = Math.sqrt(cells)
  if (cells > 256 && Number.isInteger(Math.log2(side)))
    return { columns: side, rows: side, placeOf: (index) => hilbertPlace(index, side) }
  const columns = Math.min(cells, cells > 256 ? 32 : 16)
  return {
    columns,
    rows: Math.ceil(cells / columns),
    placeOf: (index) => ({ x: index % columns, y: Math.floor(index / columns) }),
  }
}
