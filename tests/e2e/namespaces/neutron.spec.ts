import { expect, test } from '@playwright/test'
import { type NeutronLab, startNeutronLab } from '../../support/neutron-lab'

const VIP = '172.17.20.41'
const FABRIC = 'lab-neutron'
let lab: NeutronLab

test.describe.configure({ mode: 'serial', timeout: 240_000 })
test.beforeAll(() => {
  lab = startNeutronLab('neutron-')
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

test('Neutron is connected in the dashboard: the form asks what its login needs', async ({ page }) => {
  await page.goto('/fabrics')
  await page.getByRole('button', { name: 'New fabric' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(FABRIC)
  await dialog.getByLabel('Kind').selectOption('neutron')
  await expect(dialog.getByLabel('Northbound database')).toBeHidden()
  await dialog.getByLabel('Keystone', { exact: true }).fill('http://127.0.0.1:1/v3')
  await dialog.getByRole('button', { name: 'Connect' }).click()
  await expect(dialog.getByText('Name the user.')).toBeVisible()
  await dialog.getByLabel('Authentication').selectOption('none')
  await expect(dialog.getByLabel('Project', { exact: true })).toBeHidden()
  await dialog.getByLabel('Neutron', { exact: true }).fill(lab.url)
  await dialog.getByLabel('Flow tables of hosts').fill(lab.options.collector ?? '')
  await dialog.getByRole('button', { name: 'Connect' }).click()
  await expect(dialog).toBeHidden({ timeout: 30_000 })
  await page.getByRole('button', { name: `Read fabric ${FABRIC} now` }).click()
  await expect(page.getByText(`Fabric ${FABRIC} was read`)).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: FABRIC })).toContainText('2 of 2')
})

test('a VIP is found, registered in the browser through Neutron, and answers', async ({ page }) => {
  await tell('vmB')
  lab.run('vm', 'vmA', 'ip', 'addr', 'add', `${VIP}/20`, 'dev', 'eth0', 'label', 'eth0:1')
  expect(await lab.pings('vmB', VIP)).toBe(false)
  await tell('vmA')
  await page.goto('/findings')
  await page.getByRole('link', { name: new RegExp(`${VIP.replaceAll('.', '\\.')} is up on vmA`) }).click()
  await expect(page.getByText('re-traced with these rules: passes both ways')).toBeVisible()
  await page.getByText('The same change as commands').click()
  await expect(page.getByText(`openstack port set --allowed-address ip-address=${VIP}`)).toBeVisible()
  await expect(page.getByText('openstack_networking_port_v2')).toBeVisible()
  const isWider = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
  expect(isWider).toBe(false) // commands are long lines: they scroll in their own box
  await page.getByRole('button', { name: `Register ${VIP} as Secondary IP…` }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Register ${VIP}` })
    .click()
  await expect(page.getByText(/Resolved .* ago/)).toBeVisible({ timeout: 30_000 })
  expect(await lab.pings('vmB', VIP)).toBe(true)
})
