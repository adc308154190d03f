/**
 * Where the columns of a table begin that is aligned with blanks: at each word after two blanks or more. Headings of two
 * words have one blank between them.
 */
export function columnsOf(header: string): number[] {
  const starts: number[] = []
  let blanks = 2
  for (let i = 0; i < header.length; i++) {
    if (header[i] === ' ' || header[i] === '\t') blanks += header[i] === '\t' ? 2 : 1
    else {
      if (blanks >= 2) starts.push(i)
      blanks = 0
    }
  }
  return starts
}

/** The cells of a row under those columns, trimmed; the last goes to the end of the line. */
export function readCells(row: string, columns: readonly number[]): string[] {
  return columns.map((start, i) => row.slice(start, columns[i + 1] ?? row.length).trim())
}
