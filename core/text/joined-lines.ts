import { type Line, sourceOffset } from './lines'
import type { Span } from './span'

/** Lines as one text again, each ended by LF, with the way back from its offsets to the text the lines came from. */
export class JoinedLines {
  readonly text: string
  private readonly starts: readonly number[]

  constructor(readonly lines: readonly Line[]) {
    this.text = lines.map((line) => line.text).join('\n')
    let start = 0
    this.starts = lines.map((line) => {
      const own = start
      start += line.text.length + 1
      return own
    })
  }

  /** The index of the line that an offset of `text` falls in, by binary search. */
  indexAt(offset: number): number {
    let low = 0
    let high = this.starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  lineAt(offset: number): Line | undefined {
    return this.lines[this.indexAt(offset)]
  }

  /** Offsets of `text` as a span of the text that was read. */
  spanOf(start: number, end: number): Span {
    return { start: this.toSource(start), end: this.toSource(Math.max(start, end)) }
  }

  private toSource(offset: number): number {
    const index = this.indexAt(offset)
    const line = this.lines[index]
    if (!line) return 0
    return sourceOffset(line, Math.min(Math.max(0, offset - (this.starts[index] ?? 0)), line.text.length))
  }
}
