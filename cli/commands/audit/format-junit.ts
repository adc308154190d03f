import type { AuditRow } from './audit-files'

/** A JUnit report (the XML that Jenkins and GitLab read): each pair is a test case, failed by its findings. */
export function* formatJunit(rows: readonly AuditRow[], failing: ReadonlySet<string>): Generator<string> {
  const isFailed = (row: AuditRow): boolean => row.findings.some((finding) => failing.has(finding.severity))
  const failures = rows.filter(isFailed).length
  const counts = `tests="${rows.length}" failures="${failures}" errors="0"`
  yield '<?xml version="1.0" encoding="UTF-8"?>'
  yield `<testsuites name="rollcall" ${counts}>`
  yield `  <testsuite name="rollcall" ${counts} skipped="0">`
  for (const row of rows) {
    const name = [row.address ?? 'interface', row.standing].filter((part) => part !== null).join(' ')
    const place = row.nic ?? row.mac ?? 'no interface'
    const opening = `    <testcase classname="${toXml(place)}" name="${toXml(name)}"`
    if (row.findings.length === 0) yield `${opening}/>`
    else {
      yield `${opening}>`
      for (const { rule, severity, sentence, explanation, evidence } of row.findings.filter((one) =>
        failing.has(one.severity),
      )) {
        const where = evidence.map(({ file, line, text }) => `${file}:${line}: ${text.trim()}`)
        yield `      <failure type="${toXml(rule)}" message="${toXml(sentence)}">${toXml([`${severity}: ${explanation}`, ...where].join('\n'))}</failure>`
      }
      const others = row.findings.filter((one) => !failing.has(one.severity))
      if (others.length > 0)
        yield `      <system-out>${toXml(others.map((one) => `${one.severity}: ${one.sentence} [${one.rule}]`).join('\n'))}</system-out>`
      yield '    </testcase>'
    }
  }
  yield '  </testsuite>'
  yield '</testsuites>'
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML 1.0 has no way to write most control characters and halves of surrogate pairs: they become a mark. */
const toXml = (text: string): string =>
  Array.from(text, (one) => ENTITIES[one] ?? (isWritable(one.codePointAt(0) ?? 0) ? one : '\ufffd')).join('')

const isWritable = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && (code < 0xd800 || code > 0xdfff) && (code & 0xfffe) !== 0xfffe)
