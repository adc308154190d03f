import type { Line } from '../../text/lines'

/** The first line of a text that is neither blank nor a comment: what a file is shows there, what it quotes does not. */
export const firstStatement = (lines: readonly Line[], comment = /^\s*(?:[#;!]|\/\/)/): string =>
  lines.find(({ text }) => /[^\s\uFEFF]/.test(text) && !comment.test(text))?.text.replace('\uFEFF', '') ?? ''
