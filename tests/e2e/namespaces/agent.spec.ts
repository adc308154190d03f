import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { asMachines, importAsNewVpc } from '../support/incident'
import { type GuestNamespace, openGuestNamespace } from './guest-namespace'

const VIP = '172.17.20.88'
const MAC = '00:16:3e:a9:00:01' // vmA's, as asMachines('a9') writes it
const WAYS = [
  { tells: 'ip', sends: 'curl', without: ['ifconfig', 'wget'] },
  { tells: 'ip', sends: 'wget', without: ['ifconfig', 'curl'] },
  { tells: 'ifconfig', sends: 'curl', without: ['ip', 'wget'] },
  { tells: 'ifconfig', sends: 'wget', without: ['ip', 'curl'] },
] as const

let guest: GuestNamespace
let tokenFile: string
const script = (more: string) => `sh ${path.resolve('public/agent.sh')} --allow-http --tries 1 ${more}`
const report = () => script(`--url ${guest.url} --token-file ${tokenFile}`)

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  guest = await openGuestNamespace({
    name: 'rollcall-agent-test',
    mac: MAC,
    address: '172.17.20.29/20',
    hostAddress: process.env.ROLLCALL_AGENT_HOST ?? '',
    server: process.env.BASE_URL ?? '',
  })
})
test.afterAll(async () => guest.close())

async function expectStanding(page: Page, address: string, standing: string | null): Promise<void> {
  await page.goto(`/addresses?q=${address}`)
  if (standing === null) await expect(page.getByText('No address fits this filter')).toBeVisible()
  else await expect(page.getByRole('row').filter({ hasText: address }).first()).toContainText(standing)
}

test('a token is made on the screen and shown once', async ({ page }) => {
  await importAsNewVpc(page, asMachines('a9'), 'agents')
  await page.goto('/agents')
  await page.getByRole('button', { name: 'New token' }).click()
  await page.getByRole('button', { name: 'Create token' }).click()
  await expect(page.getByText('Give the token a name')).toBeVisible()
  await page.getByLabel('Name').fill('namespace test')
  await page.getByRole('button', { name: 'Create token' }).click()
  const token = await page.locator('code').filter({ hasText: /^rca_/ }).innerText()
  tokenFile = path.join(mkdtempSync(path.join(os.tmpdir(), 'rollcall-agent-')), 'token')
  writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 })
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('row', { name: /namespace test/ })).toContainText('never')
  await page.reload()
  expect(await page.content()).not.toContain(token)
})

for (const way of WAYS)
  test(`a VIP that comes and goes is seen with ${way.tells} and ${way.sends}`, async ({ page }) => {
    await guest.ip('addr', 'add', `${VIP}/20`, 'dev', 'eth0', 'label', 'eth0:9')
    const added = await guest.run(report(), way.without)
    expect(added).toEqual({ status: 0, output: expect.stringContaining('reported to') })
    await expectStanding(page, VIP, 'unregistered')
    await guest.ip('addr', 'del', `${VIP}/20`, 'dev', 'eth0')
    expect((await guest.run(report(), way.without)).status).toBe(0)
    await expectStanding(page, VIP, null)
  })

test('prints what it would send and sends nothing', async () => {
  const printed = await guest.run(script('--print'))
  expect(printed.output).toContain('ip addr show')
  expect(printed.output).toContain('172.17.20.29/20')
})

test('the name for agents answers agents only', async ({ request }) => {
  const host = new URL(guest.url).host
  const ask = (url: string, headers: Record<string, string> = {}) => request.get(url, { headers: { host, ...headers } })
  expect((await ask('/agent.sh')).status()).toBe(200)
  for (const url of ['/', '/agents', '/api/v1/addresses']) expect((await ask(url)).status()).toBe(403)
  const send = (headers: Record<string, string>) =>
    request.post('/api/v1/captures', { data: 'x', headers: { host, 'content-type': 'text/plain', ...headers } })
  expect((await send({})).status()).toBe(403)
  expect((await send({ authorization: 'Bearer rca_wrong' })).status()).toBe(401)
})

test('a revoked token is refused, and the agent says so', async ({ page }) => {
  await page.goto('/agents')
  await expect(page.getByRole('row', { name: /namespace test/ })).toContainText('1 guest')
  await page.getByRole('button', { name: 'Revoke token namespace test' }).click()
  await page.getByRole('button', { name: 'Revoke namespace test' }).click()
  await expect(page.getByRole('row', { name: /namespace test/ })).toContainText('revoked')
  const refused = await guest.run(report(), ['wget'])
  expect(refused.status).toBe(1)
  expect(refused.output).toContain('refused (401)')
})
