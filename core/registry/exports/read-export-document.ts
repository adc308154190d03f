import { readJsonTree } from '../../text/json-tree'
import { type Line, splitLines } from '../../text/lines'
import type { ExportDocument, ExportFormat } from './export-format'
import { EXPORT_FORMATS } from './formats'

/** A text as the formats of export see it: its lines, and its JSON documents when it is JSON. */
export function readExportDocument(text: string, lines: readonly Line[] = splitLines(text)): ExportDocument {
  const { values, problems } = readJsonTree(text)
  return { text, lines, json: values, jsonProblems: problems }
}

/** The format of an export, or null when none knows it. */
export const detectExport = (document: ExportDocument): ExportFormat | null =>
  EXPORT_FORMATS.find((format) => format.recognises(document)) ?? null
