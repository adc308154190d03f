/**
 * A span names the characters a fact rests on: half-open offsets [start, end) in UTF-16 code units of the text that was
 * read. Lines and columns are derived from it and count from 1.
 */
export type Span = { readonly start: number; readonly end: number }

/** Something in the input that was not understood, or was understood and is wrong. `text` is what stands at the span. */
export type Problem = { readonly span: Span; readonly reason: string; readonly text: string }

/** What every parser returns: as much as was understood, and everything that was not. */
export type Parsed<T> = { readonly value: T; readonly problems: readonly Problem[] }

export type Position = { readonly line: number; readonly column: number }
