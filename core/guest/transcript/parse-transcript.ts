import { JoinedLines } from '../../text/joined-lines'
import { type Line, spanOf, splitLines } from '../../text/lines'
import type { Problem } from '../../text/span'
import type { Mark } from '../capture'
import { detectDocument, detectFormat, findFormatOpenedBy } from '../formats/detect-format'
import { type Content, type Format, familyOf } from '../formats/format'
import { type AddressEvent, parseEvent } from './parse-event'
import { type Prompt, parsePrompt } from './parse-prompt'

/** A section is one command with what it printed, or a listing that stands without its command. */
export type Section = {
  readonly index: number
  readonly host: string | null // as the prompt names it
  readonly hint: string | null // the nearest prose before it that names a machine, as `host a`
  readonly block: number // sections of one block stand in one terminal, without prose between
  readonly command: string | null
  readonly firstLine: number
  readonly lastLine: number
  readonly content: Content | null
  readonly event: AddressEvent | null
}

export type Transcript = {
  readonly lines: readonly Line[]
  readonly sections: readonly Section[]
  readonly marks: readonly Mark[]
  readonly problems: readonly Problem[]
}

type Draft = {
  prompt: Prompt | null
  hint: string | null
  block: number
  first: Line
  body: Line[]
  opened: Format | null // by the first line of the body that opens one
  format: Format | null // when it is known beforehand
}

/** `db1 | SUCCESS => {`: ansible says which machine answers, and the answer begins on the same line. */
const ANNOUNCED = /^\s*(\S+) \| [A-Z]+!?(?: \| rc=-?\d+)? =>/

/**
 * Takes a pasted terminal apart: prompts of any shape, Markdown fences, headings and prose between. Every line that is
 * not blank ends with a mark; prose is `unread` with the reason "prose, not evidence".
 */
export function parseTranscript(text: string): Transcript {
  const lines = splitLines(text)
  const marks: Mark[] = []
  const problems: Problem[] = []
  const drafts: Draft[] = []
  let open: Draft | null = null
  let hint: string | null = null
  let block = 0
  let isFenced = false
  const prose = (line: Line) => {
    if (line.text.trim() === '') return
    const heading = readHint(line.text)
    if (heading) hint = heading
    marks.push({
      line: line.number,
      kind: heading ? 'known' : 'unread',
      note: heading ? `names ${heading}` : 'prose, not evidence',
    })
    if (!heading)
      problems.push({
        span: spanOf(line),
        reason: 'prose, not evidence',
        text: line.text.trim(),
      })
    block++
  }
  const document = detectDocument(lines, text)
  const first = lines.find((line) => line.text.trim() !== '')
  if (document && first) {
    const draft = { ...newDraft(null, null, 0, first), body: lines, format: document }
    const sections = [toSection(draft, 0, marks, problems, prose)]
    return { lines, sections, marks, problems }
  }
  for (const line of lines) {
    if (/^\s*(```|~~~)/.test(line.text)) {
      isFenced = !isFenced
      open = null
      block++
      marks.push({ line: line.number, kind: 'known', note: 'fence' })
      continue
    }
    const prompt = parsePrompt(line.text)
    if (prompt) {
      open = newDraft(prompt, hint, block, line)
      drafts.push(open)
      marks.push({ line: line.number, kind: 'command', note: prompt.command === '' ? 'prompt' : 'command' })
      continue
    }
    const announced = ANNOUNCED.exec(line.text)?.[1]
    const opened = findFormatOpenedBy(line.text)
    if (announced !== undefined) {
      open = newDraft({ user: null, host: announced, command: '', column: 0 }, hint, block, line)
      open.body.push(line)
      drafts.push(open)
    } else if (open && belongsTo(open, line, isFenced, opened)) {
      open.body.push(line)
      open.opened ??= opened
    } else if (opened) {
      open = newDraft(null, hint, block, line)
      open.body.push(line)
      open.opened = opened
      drafts.push(open)
    } else {
      open = null
      prose(line)
    }
  }
  const sections = drafts.map((draft, index) => toSection(draft, index, marks, problems, prose))
  return { lines, sections, marks: marks.sort((a, b) => a.line - b.line), problems }
}

const newDraft = (prompt: Prompt | null, hint: string | null, block: number, first: Line): Draft => ({
  prompt,
  hint,
  block,
  first,
  body: [],
  opened: null,
  format: null,
})

/** Output goes on until a prompt, a fence or, outside fences, a line that reads as prose after a blank one. */
function belongsTo(draft: Draft, line: Line, isFenced: boolean, opened: Format | null): boolean {
  if (line.text.trim() === '') return true
  if (opened && draft.prompt === null && draft.opened && familyOf(draft.opened) !== familyOf(opened)) return false
  // Each probe begins with a line of its own: the next one is another.
  if (opened?.kind === 'probe' && draft.body.some((one) => findFormatOpenedBy(one.text)?.kind === 'probe')) return false
  if ((draft.opened ?? opened)?.isLocalised) return true
  if (readHint(line.text) !== null) return false
  if (isFenced || SHOWS_FILE.test(draft.prompt?.command ?? '')) return true
  if (/^#{1,6} /.test(line.text)) return /^# (?:Generated by|Completed on|Warning: ip)/.test(line.text)
  // A tool that speaks Chinese or Japanese goes on in it; else that is what somebody wrote between. What a command
  // prints may hold such words indented, as an interface's description.
  if (EAST_ASIAN.test(line.text))
    return draft.body.some((one) => EAST_ASIAN.test(one.text) && findFormatOpenedBy(one.text) !== null)
  return true
}

const EAST_ASIAN = /^(?![ \t]).*[\u3000-\u9fff\uff00-\uffef]/
/** Commands that print what somebody wrote: comments and headings in it are its own. */
const SHOWS_FILE = /^(?:sudo )?(?:cat|less|more|head|tail|crm|pcs|cibadmin|nft|netplan|kubectl)(?: |$)/

function toSection(
  draft: Draft,
  index: number,
  marks: Mark[],
  problems: Problem[],
  prose: (line: Line) => void,
): Section {
  const command = draft.prompt?.command || null
  const format =
    draft.format ??
    detectFormat(draft.body) ??
    (draft.body.length > 0 ? detectDocument(draft.body, new JoinedLines(draft.body).text) : null)
  let content: Content | null = null
  if (format) {
    content = format.read(draft.body, command)
    marks.push(...content.reading.marks)
    problems.push(...content.reading.problems)
  } else for (const line of draft.body) prose(line)
  const filled = draft.body.filter((line) => line.text.trim() !== '')
  return {
    index,
    host: draft.prompt?.host ?? null,
    hint: draft.hint,
    block: draft.block,
    command,
    firstLine: draft.first.number,
    lastLine: filled.at(-1)?.number ?? draft.first.number,
    content,
    event: command ? parseEvent(command) : null,
  }
}

/** `### HOST A`, `host b`, `a ping b`, `主机A`, `node1:` → the machine that prose speaks of, in lower case. */
function readHint(text: string): string | null {
  const bare = text.trim().replace(/^#+\s*/, '')
  if (bare.length > 60) return null
  const named = /^(?:on\s+)?(?:host|node|server|machine|vm|guest|主机|节点|机器)\s*[:：]?\s*([\w.-]+)\s*[:：]?$/i.exec(
    bare,
  )
  if (named?.[1]) return `host ${named[1].toLowerCase()}`
  const acting = /^([\w.-]+)\s+ping(?:s)?\s+[\w.-]+$/i.exec(bare)
  return acting?.[1] ? `host ${acting[1].toLowerCase()}` : null
}
