import type { Metadata } from 'next'
import Link from 'next/link'
import { fabricFields } from '@/components/fabrics/fabric-fields'
import { sayLag } from '@/components/fabrics/say-lag'
import { SyncButton } from '@/components/fabrics/sync-button'
import { plural } from '@/components/registry/amount'
import { ConfirmButton } from '@/components/registry/forms/confirm-button'
import { EditButton } from '@/components/registry/forms/edit-button'
import { TopBar } from '@/components/shell/top-bar'
import { Age } from '@/components/ui/age'
import { Empty, PageHeader } from '@/components/ui/section'
import { type FabricLine, listFabrics, listInstallableVpcs } from '@/server/queries/fabrics'
import { createFabricAction, deleteFabricAction, editFabricAction, syncFabricAction } from './actions'

export const metadata: Metadata = { title: 'Fabrics' }
export const dynamic = 'force-dynamic'

const KINDS: Readonly<Record<string, string>> = {
  ovn: 'OVN',
  neutron: 'Neutron',
  openvswitch: 'Open vSwitch',
  simulated: 'simulated',
}

export default async function FabricsPage() {
  const [fabrics, ownVpcs] = await Promise.all([listFabrics(), listInstallableVpcs()])
  const now = new Date().toISOString()
  return (
    <>
      <TopBar crumbs={[{ label: 'Fabrics' }]} now={now} />
      <PageHeader
        title="Fabrics"
        subtitle="Control planes whose registry is read, kept current and changed on request."
        actions={
          <EditButton
            variant="primary"
            title="New fabric"
            description="It is stored once it has answered."
            verb="Connect"
            done="Fabric connected"
            fields={fabricFields(ownVpcs)}
            submit={createFabricAction}
          >
            New fabric
          </EditButton>
        }
      />
      {fabrics.length === 0 ? (
        <Empty title="No fabric yet">
          VPCs without a fabric have Rollcall's own registry. Connect OVN or Neutron, and its networks, ports and the
          addresses that they allow appear here and stay current; or hosts with Open vSwitch that no controller owns,
          and Rollcall guards their ports by a registry of its own.
        </Empty>
      ) : (
        <div className="border-line border-t px-[var(--gutter)] py-3">
          <table className="table stack">
            <thead>
              <tr>
                <th>Fabric</th>
                <th>VPCs</th>
                <th>Hosts read</th>
                <th>Writes</th>
                <th>Read</th>
                <th>
                  <span className="sr-only">Verbs</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {fabrics.map((fabric) => (
                <FabricRow key={fabric.id} fabric={fabric} ownVpcs={ownVpcs} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

function FabricRow({ fabric, ownVpcs, now }: { fabric: FabricLine; ownVpcs: readonly string[]; now: string }) {
  const isOurs = fabric.kind === 'simulated'
  return (
    <tr>
      <td>
        <span className="font-strong">{fabric.name}</span> <span className="text-ink-3">{KINDS[fabric.kind]}</span>
        {!isOurs && <p className="break-all font-mono text-12 text-ink-3">{fabric.endpoint}</p>}
        {fabric.error && <p className="max-w-[70ch] text-12 text-warn-ink">{fabric.error}</p>}
      </td>
      <td>
        {fabric.vpcs.length === 0
          ? 'none'
          : fabric.vpcs.map((vpc, i) => (
              <span key={vpc.id}>
                {i > 0 && ', '}
                <Link href={`/vpcs/${vpc.id}`} className="hover:underline">
                  {vpc.name}
                </Link>
              </span>
            ))}
      </td>
      <td className={fabric.readHosts < fabric.hosts ? 'text-warn-ink' : ''}>
        {fabric.hosts === 0 ? <span className="text-ink-3">no hosts</span> : `${fabric.readHosts} of ${fabric.hosts}`}
      </td>
      <td className="text-ink-2">{fabric.canWrite ? 'on request' : 'never: commands are handed out'}</td>
      <td className="text-ink-2">
        {fabric.readAt ? <Age at={fabric.readAt} now={now} /> : 'never'}
        {fabric.behindSeconds !== null && <span className="block text-warn-ink">{sayLag(fabric.behindSeconds)}</span>}
      </td>
      <td>
        <div className="flex flex-wrap justify-end gap-1.5">
          <SyncButton id={fabric.id} name={fabric.name} submit={syncFabricAction} />
          {!isOurs && (
            <>
              <EditButton
                size="s"
                title={`Edit fabric ${fabric.name}`}
                verb="Save fabric"
                done="Fabric saved"
                fields={fabricFields(ownVpcs, fabric)}
                fixed={{ id: fabric.id, version: fabric.version }}
                submit={editFabricAction}
                label={`Edit fabric ${fabric.name}`}
              >
                Edit
              </EditButton>
              <ConfirmButton
                size="s"
                title={`Forget fabric ${fabric.name}?`}
                consequence={forgetting(fabric)}
                verb={`Forget ${fabric.name}`}
                done="Fabric forgotten"
                typed={fabric.name}
                input={{ id: fabric.id, version: fabric.version }}
                submit={deleteFabricAction}
                label={`Forget fabric ${fabric.name}`}
              >
                Forget
              </ConfirmButton>
            </>
          )}
        </div>
      </td>
    </tr>
  )
}

const forgetting = ({ vpcs, hosts, installs }: FabricLine): string =>
  installs === null
    ? `Rollcall forgets ${plural(vpcs.length, 'VPC')} and ${plural(hosts, 'host')} of it, with their evidence and findings. The fabric itself stays as it is.`
    : `The registry of ${installs} stays, and so do the rules on ${plural(hosts, 'host')}: nothing keeps them current any more. docs/fabrics.md says how to take them away.`
