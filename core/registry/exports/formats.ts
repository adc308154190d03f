import type { ExportFormat } from './export-format'

export const EXPORT_FORMATS: readonly ExportFormat[] = []
