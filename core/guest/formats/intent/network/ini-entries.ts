import { type Line, spanOf } from '../../../../text/lines'
import type { Span } from '../../../../text/span'
import type { LineLog } from '../../../capture'

/** A key of an INI file with its value, and the section it stands in; `turn` tells sections of one name apart. */
export type IniEntry = {
  readonly section: string
  readonly turn: number
  readonly key: string
  readonly value: string
  readonly span: Span // of the value
  readonly line: Line
}

export function readIni(lines: readonly Line[], log: LineLog): IniEntry[] {
  const entries: IniEntry[] = []
  let section = ''
  let turn = 0
  for (const line of lines) {
    const text = line.text.replace(/^\uFEFF/, ' ')
    const head = /^\s*\[([^\]]*)\]\s*$/.exec(text)
    const equals = text.indexOf('=')
    if (text.trim() === '' || /^\s*[#;]/.test(text)) log.known(line, 'comment')
    else if (head) {
      section = head[1]?.trim() ?? ''
      turn++
      log.known(line, `section ${section}`)
    } else if (equals > 0) {
      const value = text.slice(equals + 1).trim()
      const column = value === '' ? equals + 1 : text.indexOf(value, equals + 1)
      entries.push({
        section,
        turn,
        key: text.slice(0, equals).trim(),
        value,
        span: spanOf(line, column, value.length),
        line,
      })
      log.known(line, section)
    } else log.unread(line, 'neither a section nor a key with a value')
  }
  return entries
}
