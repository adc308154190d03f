import { expect, test } from '@playwright/test'
import { type OvnLab, startOvnLab } from '../../support/ovn-lab'

const VIP = '172.17.20.40'
const FABRIC = 'lab-ovn'
let lab: OvnLab

test.describe.configure({ mode: 'serial', timeout: 120_000 })
test.beforeAll(() => {
  lab = startOvnLab('ovn-')
})
test.afterAll(() => lab?.stop())

/** Hands over what a guest has configured, for the VPC of the lab: another may have guests with the same MACs. */
const tell = async (guest: string) => {
  const api = `${process.env.BASE_URL}/api/v1`
  const { fabrics } = await (await fetch(`${api}/fabrics`)).json()
  const fabric = fabrics.find((one: { name: string }) => one.name === FABRIC)
  const answer = await fetch(`${api}/captures`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: lab.ipAddr(guest), vpcId: fabric.vpcs[0].id }),
  })
  expect(await answer.text()).toContain('"captures":1')
}

test('OVN is connected in the dashboard, and read', async ({ page }) => {
  await page.goto('/fabrics')
  await page.getByRole('button', { name: 'New fabric' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(FABRIC)
  await dialog.getByLabel('Northbound database').fill('tcp:127.0.0.1:1')
  await dialog.getByLabel('Southbound database').fill(lab.options.southbound ?? '')
  await dialog.getByLabel('Flow tables of hosts').fill(lab.options.collector ?? '')
  await dialog.getByRole('button', { name: 'Connect' }).click()
  await expect(dialog.getByText('It does not answer')).toBeVisible({ timeout: 30_000 })
  await dialog.getByLabel('Northbound database').fill(lab.northbound)
  await dialog.getByRole('button', { name: 'Connect' }).click()
  await expect(dialog).toBeHidden()
  await page.getByRole('button', { name: `Read fabric ${FABRIC} now` }).click()
  await expect(page.getByText(`Fabric ${FABRIC} was read`)).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: FABRIC })).toContainText('2 of 2')
})

test('a VIP that real OVN drops is found, registered in the browser, and answers', async ({ page }) => {
  await tell('vmB')
  lab.run('vm', 'vmA', 'ip', 'addr', 'add', `${VIP}/20`, 'dev', 'eth0', 'label', 'eth0:1')
  expect(await lab.pings('vmB', VIP)).toBe(false)
  await tell('vmA')
  await page.goto('/findings')
  await page.getByRole('link', { name: new RegExp(`${VIP.replaceAll('.', '\\.')} is up on vmA`) }).click()
  await expect(page.getByText('re-traced with these rules: passes both ways')).toBeVisible()
  await expect(page.getByText('table=73').first()).toBeVisible()
  await page.getByRole('button', { name: `Register ${VIP} as Secondary IP…` }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Register ${VIP}` })
    .click()
  await expect(page.getByText(/Resolved .* ago/)).toBeVisible({ timeout: 30_000 })
  expect(await lab.pings('vmB', VIP)).toBe(true)
})

test('what is changed in OVN by others is seen by itself', async ({ page }) => {
  lab.run('nbctl', '--wait=hv', 'lsp-set-port-security', 'vmA', '00:16:3e:0a:5c:f1 172.17.20.29')
  await expect(async () => {
    await page.goto(`/addresses?q=${VIP}`)
    await expect(page.getByRole('row').filter({ hasText: VIP }).first()).toContainText('unregistered', {
      timeout: 1000,
    })
  }).toPass({ timeout: 30_000 })
})
