import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ImportDraft } from '@/components/evidence/import/import-draft'
import { SavedImport } from '@/components/evidence/import/saved-import'
import { TopBar } from '@/components/shell/top-bar'
import { PageHeader } from '@/components/ui/section'
import { listHostNames } from '@/server/queries/hosts'
import { findImport, listImportLines } from '@/server/queries/import'
import { listGuestChoices } from '@/server/queries/registry/choices'
import { listVpcChoices } from '@/server/queries/vpcs'
import {
  discardImportAction,
  importStateAction,
  readImportAction,
  removeImportInputAction,
  saveImportAction,
} from '../actions'

export const metadata: Metadata = { title: 'Import' }
export const dynamic = 'force-dynamic'

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ input?: string }> }

export default async function ImportDraftPage({ params, searchParams }: Props) {
  const [{ id }, { input }] = await Promise.all([params, searchParams])
  const draft = /^\d{1,9}$/.test(id) ? await findImport(Number(id)) : null
  if (!draft) notFound()
  const readable = draft.inputs.filter((one) => one.reason === null)
  const selected = draft.inputs.find((one) => String(one.ordinal) === input) ?? readable[0] ?? draft.inputs[0] ?? null
  const isSaved = draft.state === 'saved'
  const [{ lines, more }, vpcs, guests, hosts] = await Promise.all([
    selected ? listImportLines(draft.id, selected.ordinal) : { lines: [], more: 0 },
    listVpcChoices(),
    listGuestChoices(),
    listHostNames(),
  ])
  const count = draft.inputs.length
  return (
    <>
      <TopBar
        crumbs={[{ label: 'Import', href: '/import' }, { label: `#${draft.id}` }]}
        now={new Date().toISOString()}
      />
      <PageHeader
        title={isSaved ? 'Import saved' : 'Import evidence'}
        subtitle={`${count === 1 ? (draft.inputs[0]?.path ?? '') : `${count} inputs`}${isSaved ? '' : '. Nothing is saved before you confirm.'}`}
      />
      {isSaved ? (
        <SavedImport page={draft} />
      ) : (
        <ImportDraft
          key={draft.id}
          page={draft}
          selected={selected?.ordinal ?? null}
          lines={lines}
          more={more}
          vpcs={vpcs}
          guests={guests}
          hosts={hosts}
          verbs={{
            read: readImportAction,
            state: importStateAction,
            save: saveImportAction,
            remove: removeImportInputAction,
            discard: discardImportAction,
          }}
        />
      )}
    </>
  )
}
