import { describe, expect, it } from 'vitest'
import { detectExport, readExportDocument } from '../../../core/registry/exports/read-export-document'
import { agrees } from '../../support/agrees'
import { listCases } from '../../support/cases'

describe('exports of real fabrics', () => {
  it.each(listCases('fabric', '').map((one) => [one.name, one] as const))('%s', (name, one) => {
    const document = readExportDocument(one.input)
    const format = detectExport(document)
    expect(format?.name).toBe(name.split('__')[0])
    const reading = format?.read(document)
    expect(reading?.problems).toEqual([])
    if (!agrees(one.expected, reading?.value)) expect(reading?.value).toEqual(one.expected)
  })
})
