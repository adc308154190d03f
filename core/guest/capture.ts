import { type Line, spanOf } from '../text/lines'
import type { Problem, Span } from '../text/span'

/** A capture is what a machine said of itself in one format: its links, and on each the addresses that are configured. */
export type LinkAddress = {
  readonly family: 'ipv4' | 'ipv6'
  readonly address: string // canonical
  readonly prefixLength: number | null
  readonly label: string | null // alias such as eth0:1
  readonly scope: string | null // where printed: global, link, host …
  readonly span: Span // the very characters
}

/**
 * Whether the listing shows every address of a link and family (only then does silence about one mean "no"), every
 * label with its first address (then silence about a label means that it is gone), or neither.
 */
export type Completeness = boolean | 'labels'

export type Link = {
  readonly name: string // kernel name without @parent
  readonly mac: string | null
  readonly addresses: readonly LinkAddress[]
  readonly up: boolean | null // administrative flag, where printed
  readonly macSpan: Span | null
  readonly complete: { readonly ipv4: Completeness; readonly ipv6: Completeness }
}

/** What one line of the input turned out to be. `known` lines were recognised and are not needed. */
export type Mark = {
  readonly line: number
  readonly kind: 'fact' | 'known' | 'command' | 'unread'
  readonly note: string
}

/** What a parser makes of its lines: every line that is not blank has a mark; `unread` ones are problems too. */
export type Reading<T> = { readonly value: T; readonly problems: readonly Problem[]; readonly marks: readonly Mark[] }

/** An echo or ARP probe sent by a guest. */
export type GuestProbe = {
  readonly tool: 'ping' | 'arping' | 'fping'
  readonly target: string // an address, or the name that was asked for
  readonly sent: number | null
  readonly received: number
  readonly macs: readonly string[]
  readonly verdict: 'answered' | 'silent' | 'unreachable' | 'duplicate'
}

export type FirewallRule = {
  readonly target: string | null
  readonly protocol: string
  readonly in: string | null
  readonly out: string | null
  readonly source: string
  readonly destination: string
  readonly options: string | null
  readonly packets: number | null
  readonly bytes: number | null
}
export type FirewallChain = {
  readonly chain: string
  readonly policy: string | null
  readonly rules: readonly FirewallRule[]
}

/** Collects marks and problems while a parser walks its lines. */
export class LineLog {
  private marks: (Mark | undefined)[] = [] // that of line `first + i` at i
  private first = 0
  readonly problems: Problem[] = []

  fact(line: Line, note: string): void {
    this.mark({ line: line.number, kind: 'fact', note })
  }
  known(line: Line, note: string): void {
    if (!this.marks[line.number - this.first]) this.mark({ line: line.number, kind: 'known', note })
  }
  unread(line: Line, reason = 'not understood'): void {
    const text = line.text.trim()
    if (text === '') return
    this.mark({ line: line.number, kind: 'unread', note: reason })
    this.problems.push({ span: spanOf(line), reason, text })
  }
  /** Notes a problem that is not a whole line; the line that holds it counts as unread. */
  report(line: Line | undefined, problem: Problem): void {
    if (line) this.mark({ line: line.number, kind: 'unread', note: problem.reason })
    this.problems.push(problem)
  }
  reading<T>(value: T): Reading<T> {
    return { value, problems: this.problems, marks: this.marks.filter((mark) => mark !== undefined) }
  }

  /** Lines come in order, but for a few: room before the first grows with what there is. */
  private mark(mark: Mark): void {
    if (this.marks.length === 0) this.first = mark.line
    if (mark.line < this.first) {
      const room = Math.min(this.first, this.first - mark.line + this.marks.length)
      this.marks = [...new Array<undefined>(room), ...this.marks]
      this.first -= room
    }
    this.marks[mark.line - this.first] = mark
  }
}
