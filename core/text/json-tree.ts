import { createScanner } from 'jsonc-parser'
import type { Problem, Span } from './span'

/** A JSON value that knows where it stands in the text. Of a key given twice the last counts, as in JSON.parse. */
export type JsonNode = JsonObject | JsonArray | JsonScalar
export type JsonObject = {
  readonly kind: 'object'
  readonly span: Span
  readonly members: ReadonlyMap<string, JsonNode>
}
export type JsonArray = { readonly kind: 'array'; readonly span: Span; readonly items: readonly JsonNode[] }
export type JsonScalar =
  | { readonly kind: 'string'; readonly span: Span; readonly value: string }
  | { readonly kind: 'number'; readonly span: Span; readonly value: number }
  | { readonly kind: 'boolean'; readonly span: Span; readonly value: boolean }
  | { readonly kind: 'null'; readonly span: Span }

/**
 * The JSON documents of a text, one after the other (JSON Lines too); a text that is no JSON has none. `readTo` is where
 * reading ended, before the end of the text when it broke off.
 */
export type JsonText = {
  readonly values: readonly JsonNode[]
  readonly problems: readonly Problem[]
  readonly readTo: number
}

// jsonc-parser's SyntaxKind, an ambient const enum that isolated modules cannot import.
const OPEN_BRACE = 1
const CLOSE_BRACE = 2
const OPEN_BRACKET = 3
const CLOSE_BRACKET = 4
const COMMA = 5
const COLON = 6
const NULL = 7
const TRUE = 8
const FALSE = 9
const STRING = 10
const NUMBER = 11
const END = 17

type Wants = 'key' | 'colon' | 'value' | 'comma'
type Frame =
  | { kind: 'object'; span: { start: number; end: number }; members: Map<string, JsonNode>; key: string; wants: Wants }
  | { kind: 'array'; span: { start: number; end: number }; items: JsonNode[]; wants: Wants }

/** Reads as much as is well formed, without recursion: input decides the depth. What breaks off is kept up to there. */
export function readJsonTree(text: string): JsonText {
  if (!/^[\s\uFEFF]*[[{]/.test(text)) return { values: [], problems: [], readTo: 0 }
  return new TreeReader(text).read()
}

class TreeReader {
  private readonly values: JsonNode[] = []
  private readonly problems: Problem[] = []
  private readonly stack: Frame[] = []
  private readonly scanner

  constructor(private readonly text: string) {
    this.scanner = createScanner(text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text, true)
  }

  read(): JsonText {
    let token = this.scanner.scan() as number
    while (token !== END && this.take(token)) token = this.scanner.scan() as number
    if (token === END && this.stack.length > 0) this.report('the JSON document ends before it is closed')
    const readTo = token === END ? this.text.length : Math.min(this.scanner.getTokenOffset(), this.text.length)
    return { values: this.values, problems: this.problems, readTo }
  }

  private report(reason: string): false {
    const start = Math.min(this.scanner.getTokenOffset(), this.text.length)
    const end = Math.min(start + Math.max(this.scanner.getTokenLength(), 1), this.text.length)
    this.problems.push({ span: { start, end }, reason, text: this.text.slice(start, Math.min(end, start + 80)) })
    return false
  }

  /** Answers whether reading can go on. */
  private take(token: number): boolean {
    const top = this.stack.at(-1)
    if (!top && token !== OPEN_BRACE && token !== OPEN_BRACKET)
      return this.report('text after the end of the JSON document')
    if (top?.wants === 'comma' && token !== COMMA && token !== CLOSE_BRACE && token !== CLOSE_BRACKET) {
      this.report('a comma is missing before this')
      top.wants = top.kind === 'object' ? 'key' : 'value'
    }
    switch (token) {
      case OPEN_BRACE:
      case OPEN_BRACKET:
        return this.open(token)
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        return this.close(top, token === CLOSE_BRACE ? 'object' : 'array')
      case COMMA:
        if (top?.wants !== 'comma') return this.report('a comma was not expected here')
        top.wants = top.kind === 'object' ? 'key' : 'value'
        return true
      case COLON:
        if (top?.wants !== 'colon') return this.report('a colon was not expected here')
        top.wants = 'value'
        return true
      default:
        return this.scalar(top, token)
    }
  }

  private open(token: number): boolean {
    const top = this.stack.at(-1)
    if (top && top.wants !== 'value') return this.report('a key was expected here')
    const span = { start: this.scanner.getTokenOffset(), end: this.text.length }
    const frame: Frame =
      token === OPEN_BRACE
        ? { kind: 'object', span, members: new Map(), key: '', wants: 'key' }
        : { kind: 'array', span, items: [], wants: 'value' }
    this.place(top, frame)
    this.stack.push(frame)
    return true
  }

  private close(top: Frame | undefined, kind: Frame['kind']): boolean {
    if (!top || top.kind !== kind || top.wants === 'colon' || (kind === 'object' && top.wants === 'value'))
      return this.report(`this closes no ${kind}`)
    const isEmpty = top.kind === 'object' ? top.members.size === 0 : top.items.length === 0
    if (top.wants !== 'comma' && !isEmpty) this.report('a comma before the end')
    top.span.end = this.scanner.getPosition()
    this.stack.pop()
    return true
  }

  private scalar(top: Frame | undefined, token: number): boolean {
    const span = { start: this.scanner.getTokenOffset(), end: this.scanner.getPosition() }
    const value = this.scanner.getTokenValue()
    if (this.scanner.getTokenError() !== 0 && token === STRING) this.report('a string that is not well formed')
    if (top?.wants === 'key') {
      if (token !== STRING || top.kind !== 'object') return this.report('a key was expected here')
      top.key = value
      top.wants = 'colon'
      return true
    }
    if (top?.wants !== 'value') return this.report('a colon is missing before this')
    if (token === STRING) this.place(top, { kind: 'string', span, value })
    else if (token === NUMBER) this.place(top, { kind: 'number', span, value: Number(value) })
    else if (token === TRUE || token === FALSE) this.place(top, { kind: 'boolean', span, value: token === TRUE })
    else if (token === NULL) this.place(top, { kind: 'null', span })
    else return this.report('this is no JSON value')
    return true
  }

  private place(top: Frame | undefined, node: JsonNode): void {
    if (!top) this.values.push(node)
    else {
      if (top.kind === 'object') top.members.set(top.key, node)
      else top.items.push(node)
      top.wants = 'comma'
    }
  }
}
