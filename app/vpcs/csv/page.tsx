import type { Metadata } from 'next'
import { CsvImport } from '@/components/registry/forms/csv-import'
import { TopBar } from '@/components/shell/top-bar'
import { PageHeader, Section } from '@/components/ui/section'
import { listVpcNames } from '@/server/queries/vpcs'
import { importCsvAction, previewCsvAction } from '../actions'

export const metadata: Metadata = { title: 'Registry as CSV' }
export const dynamic = 'force-dynamic'

const COLUMNS: readonly (readonly [string, string])[] = [
  ['vpc', 'Name of a VPC that exists and has Rollcall’s own registry.'],
  ['subnet', 'Its CIDR or name; a CIDR that is new is created.'],
  ['host', 'Where the guest runs; may be empty. New ones are created.'],
  ['guest', 'Name; new ones are created. A row without a guest declares a subnet only.'],
  ['nic', 'The interface’s name, such as eth0.'],
  ['mac', 'Its MAC; needed when the interface is new.'],
  ['kind', 'primary, secondary, allowed-pair or havip; empty with an empty address.'],
  ['address', 'What the interface is allowed.'],
  ['havip', 'For kind havip: the HAVIP’s name; created with the address when new.'],
]

export default async function CsvPage() {
  const vpcs = await listVpcNames()
  return (
    <>
      <TopBar crumbs={[{ label: 'VPCs', href: '/vpcs' }, { label: 'CSV' }]} now={new Date().toISOString()} />
      <PageHeader title="The registry as CSV" subtitle="one row for each address that an interface is allowed" />
      <CsvImport preview={previewCsvAction} store={importCsvAction} />
      <Section
        title="Export"
        hint="the same columns; cells that a spreadsheet would run as a formula begin with an apostrophe"
      >
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-13">
          <li>
            <a href="/api/v1/registrations.csv" download className="font-medium text-accent">
              All VPCs
            </a>
          </li>
          {vpcs.map((vpc) => (
            <li key={vpc.id}>
              <a href={`/api/v1/registrations.csv?vpc=${vpc.id}`} download className="text-accent">
                {vpc.name}
              </a>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Columns">
        <dl className="grid max-w-[760px] grid-cols-[88px_1fr] gap-y-1 text-12">
          {COLUMNS.map(([name, meaning]) => (
            <div key={name} className="contents">
              <dt className="font-mono">{name}</dt>
              <dd className="text-ink-2">{meaning}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </>
  )
}
