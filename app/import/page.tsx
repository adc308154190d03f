import type { Metadata } from 'next'
import { FlowImport } from '@/components/evidence/flow-import'
import { DraftList } from '@/components/evidence/import/draft-list'
import { ImportStart } from '@/components/evidence/import/import-start'
import { TopBar } from '@/components/shell/top-bar'
import { PageHeader } from '@/components/ui/section'
import { Segmented } from '@/components/ui/segmented'
import { listHostNames } from '@/server/queries/hosts'
import { listDrafts } from '@/server/queries/import'
import { importFlowsAction, pasteImportAction } from './actions'

export const metadata: Metadata = { title: 'Import' }
export const dynamic = 'force-dynamic'

export default async function ImportPage({ searchParams }: { searchParams: Promise<{ tab?: string; host?: string }> }) {
  const { tab, host } = await searchParams
  const isFlows = tab === 'flows'
  const now = new Date().toISOString()
  return (
    <>
      <TopBar crumbs={[{ label: 'Import' }]} now={now} />
      <PageHeader
        title={isFlows ? 'Import a flow table' : 'Import evidence'}
        subtitle={
          isFlows
            ? 'The output of ovs-ofctl dump-flows for one bridge of one host.'
            : 'Paste or drop anything, of several machines at once. Nothing is saved before you confirm.'
        }
        actions={
          <Segmented
            label="What to import"
            options={[
              { label: 'Any evidence', href: '/import', isOn: !isFlows },
              { label: 'Flow table', href: '/import?tab=flows', isOn: isFlows },
            ]}
          />
        }
      />
      {isFlows ? (
        <FlowImport hosts={await listHostNames()} chosen={host ?? ''} send={importFlowsAction} />
      ) : (
        <>
          <ImportStart paste={pasteImportAction} />
          <DraftList drafts={await listDrafts()} now={now} />
        </>
      )}
    </>
  )
}
