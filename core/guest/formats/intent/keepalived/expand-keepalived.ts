import type { Line } from '../../../../text/lines'
import type { Span } from '../../../../text/span'
import type { LineLog } from '../../../capture'
import { repeatLine } from './keepalived-sequence'
import { splitWords, stripComment, type Word } from './keepalived-words'

/** Which of the lines that begin with `@id` count: those of this configuration id. */
export type ConfigurationId = string

type Source = { readonly text: string; readonly line: Line; readonly continues: boolean }

const LENGTH_MAX = 16_384
const DEPTH_MAX = 32

/**
 * Carries out what keepalived's parser does before it looks at keywords: definitions (`$IF=eth0`, over several lines
 * too), their use, `@id` conditions, `~SEQ` and `~LST`. Each statement is handed on with the line its characters stand in.
 */
export class Expander {
  private readonly values = new Map([
    ['_HASH', '#'],
    ['_BANG', '!'],
  ])
  private readonly bodies = new Map<string, readonly Source[]>()

  constructor(
    private readonly id: ConfigurationId,
    private readonly log: LineLog,
    private readonly emit: (words: readonly Word[], line: Line) => void,
    private left: number,
  ) {}

  read(lines: readonly Line[]): void {
    const sources = lines.map((line): Source => ({ ...stripComment(line.text), line }))
    for (let i = 0; i < sources.length; i++) {
      const first = sources[i]
      if (!first) continue
      if (first.text.trim() === '' && !first.continues) {
        this.log.known(first.line, 'comment')
        continue
      }
      if (!first.continues) {
        this.step(first.text, 0, first.line, 0)
        continue
      }
      let end = i + 1
      while (end < sources.length && sources[end - 1]?.continues) end++
      const rest = sources.slice(i + 1, end)
      for (const one of [first, ...rest]) this.log.known(one.line, 'definition')
      const name = this.definedBy(first.text)
      if (name === null) this.step([first, ...rest].map((one) => one.text).join(' '), null, first.line, 0)
      else if (name !== '') this.bodies.set(name, rest)
      i = end - 1
    }
  }

  /** The name that a definition over several lines gives, '' when its condition does not hold, null when it is none. */
  private definedBy(text: string): string | null {
    const parts = /^\s*(?:@(\^?)(\S+)\s+)?\$([A-Za-z_]\w*)=\s*$/.exec(text)
    if (!parts) return null
    return parts[2] !== undefined && (parts[2] === this.id) === (parts[1] === '^') ? '' : (parts[3] ?? '')
  }

  /** `at` is the column that `text` has in its line; null once something in it was replaced. */
  private step(whole: string, column: number | null, line: Line, depth: number): void {
    const text = whole.trimStart()
    const at = column === null ? null : column + whole.length - text.length
    if (text.trim() === '') return this.log.known(line, 'nothing')
    if (depth > DEPTH_MAX || this.left <= 0) return this.giveUp(line)
    const condition = /^@(\^?)(\S*)/.exec(text)
    if (condition) {
      const isMatch = condition[2] === this.id
      if (isMatch === (condition[1] === '^'))
        return this.log.known(line, `not for configuration ${this.id || 'others'}`)
      const skip = condition[0].length
      return this.step(text.slice(skip), at === null ? null : at + skip, line, depth + 1)
    }
    if (text.startsWith('~')) {
      const repeated = repeatLine(text)
      if (repeated) {
        for (const values of repeated.values) {
          for (const [name, value] of values) this.values.set(name, value)
          this.step(repeated.rest, null, line, depth + 1)
          if (this.left <= 0) return
        }
        return
      }
    }
    const definition = /^\$([A-Za-z_]\w*)=(.*)$/.exec(text)
    if (definition) {
      this.values.set(definition[1] ?? '', (definition[2] ?? '').trim())
      this.bodies.delete(definition[1] ?? '')
      return this.log.known(line, 'definition')
    }
    const use = /^\$(?:\{(\w+)\}|(\w+))\s*$/.exec(text)
    const body = this.bodies.get(use?.[1] ?? use?.[2] ?? '')
    if (body) {
      this.log.known(line, 'definition used')
      for (const one of body) this.step(one.text, 0, one.line, depth + 1)
      return
    }
    const replaced = this.replace(text)
    if (replaced !== text) return this.step(replaced, null, line, depth + 1)
    this.left--
    this.emit(splitWords(text, spansIn(line, at)), line)
  }

  /** Puts in values until none is left to put in; what is not defined stays as it is. */
  private replace(text: string): string {
    let held = text
    for (let round = 0; round < DEPTH_MAX && held.includes('$') && held.length < LENGTH_MAX; round++) {
      const next = held.replace(
        /\$\{(\w+)\}|\$([A-Za-z_]\w*)(?=\s|$)/g,
        (all: string, braced?: string, bare?: string) => this.values.get(braced ?? bare ?? '') ?? all,
      )
      if (next === held) break
      held = next.slice(0, LENGTH_MAX)
    }
    return held
  }

  private giveUp(line: Line): void {
    if (this.left < 0) return
    this.left = -1
    this.log.unread(line, 'definitions and sequences expand to more than can be read')
  }
}

const spansIn =
  (line: Line, at: number | null) =>
  (start: number, end: number): Span => {
    if (at !== null) return { start: line.start + at + start, end: line.start + at + end }
    const indent = line.text.length - line.text.trimStart().length
    return { start: line.start + indent, end: line.start + line.text.trimEnd().length }
  }
