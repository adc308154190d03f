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
  private readonly marksByLine = new Map<number, Mark>()
  readonly problems: Problem[] = []

  fact(line: Line, note: string): void {
    this.marksByLine.set(line.number, { line: line.number, kind: 'fact', note })
  }
  known(line: Line, note: string): void {
    if (!this.marksByLine.has(line.number))
      this.marksByLine.set(line.number, { line: line.number, kind: 'known', note })
  }
  unread(line: Line, reason = 'not understood'): void {
    if (line.text.trim() === '') return
    this.marksByLine.set(line.number, { line: line.number, kind: 'unread', note: reason })
    this.problems.push({
      span: spanOf(line),
      reason,
      text: line.text.trim(),
    })
  }
  /** Notes a problem that is not a whole line; the line that holds it counts as unread. */
  report(line: Line | undefined, problem: Problem): void {
    if (line) this.marksByLine.set(line.number, { line: line.number, kind: 'unread', note: problem.reason })
    this.problems.push(problem)
  }
  reading<T>(value: T): Reading<T> {
    return { value, problems: this.problems, marks: [...this.marksByLine.values()].sort((a, b) => a.line - b.line) }
  }
}
