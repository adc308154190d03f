import type { Metadata } from 'next'
import { CreateToken } from '@/components/agents/create-token'
import { plural } from '@/components/registry/amount'
import { ConfirmButton } from '@/components/registry/forms/confirm-button'
import { TopBar } from '@/components/shell/top-bar'
import { Age } from '@/components/ui/age'
import { Empty, PageHeader } from '@/components/ui/section'
import { type AgentToken, listAgentTokens } from '@/server/queries/agents'
import { listOwnVpcChoices } from '@/server/queries/registry/choices'
import { createTokenAction, revokeTokenAction } from './actions'

export const metadata: Metadata = { title: 'Agents' }
export const dynamic = 'force-dynamic'

export default async function AgentsPage() {
  const [tokens, vpcs] = await Promise.all([listAgentTokens(), listOwnVpcChoices()])
  const now = new Date().toISOString()
  const create = <CreateToken vpcs={vpcs} submit={createTokenAction} />
  return (
    <>
      <TopBar crumbs={[{ label: 'Agents' }]} now={now} />
      <PageHeader
        title="Agents"
        subtitle="A script on a machine tells every minute which addresses it has configured."
        actions={create}
      />
      {tokens.length === 0 ? (
        <Empty title="No token yet">
          Make a token, put the script on a machine, and its addresses are never older than a minute. The script is one
          file of POSIX shell;{' '}
          <a href="/agent.sh" className="text-accent underline">
            read it
          </a>{' '}
          before you run it.
        </Empty>
      ) : (
        <div className="border-line border-t px-[var(--gutter)] py-3">
          <table className="table stack">
            <thead>
              <tr>
                <th>Token</th>
                <th>Guests</th>
                <th>Unknown machines</th>
                <th>Last used</th>
                <th>Made</th>
                <th>
                  <span className="sr-only">Verbs</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {tokens.map((token) => (
                <TokenRow key={token.id} token={token} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

function TokenRow({ token, now }: { token: AgentToken; now: string }) {
  return (
    <tr>
      <td className={token.revokedAt ? 'text-ink-3' : 'font-strong'}>
        {token.name}
        {token.lastError && (
          <p className="max-w-[60ch] font-normal text-12 text-crit-ink">Refused a report: {token.lastError}</p>
        )}
      </td>
      <td>
        {plural(token.guests, 'guest')}
        {token.silent > 0 && !token.revokedAt && (
          <span className="text-warn-ink">, {token.silent.toLocaleString('en')} silent for an hour</span>
        )}
      </td>
      <td className="text-ink-2">{token.vpc ? `added to ${token.vpc}` : 'refused'}</td>
      <td className="text-ink-2">{token.lastUsedAt ? <Age at={token.lastUsedAt} now={now} /> : 'never'}</td>
      <td className="text-ink-2">
        <Age at={token.createdAt} now={now} /> by {token.createdBy}
      </td>
      <td className="text-right">
        {token.revokedAt ? (
          <span className="text-ink-3">
            revoked <Age at={token.revokedAt} now={now} />
          </span>
        ) : (
          <ConfirmButton
            size="s"
            title={`Revoke token ${token.name}?`}
            consequence={`${plural(token.guests, 'guest')} can no longer report with it. What was reported stays.`}
            verb={`Revoke ${token.name}`}
            done="Token revoked"
            input={{ id: token.id }}
            submit={revokeTokenAction}
            label={`Revoke token ${token.name}`}
          >
            Revoke
          </ConfirmButton>
        )}
      </td>
    </tr>
  )
}
