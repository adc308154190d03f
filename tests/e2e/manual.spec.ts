import { expect, type Page, test } from '@playwright/test'
import { asMachines, importAsNewVpc, listenForProblems, paste } from './support/incident'

let problems: string[] = []
test.beforeEach(({ page }) => {
  problems = listenForProblems(page)
})
test.afterEach(() => expect(problems).toEqual([]))

/** Opens a form by its button, fills in its fields, and stores it. */
async function fillIn(page: Page, open: string | RegExp, fields: Record<string, string>, verb: string): Promise<void> {
  await page.getByRole('button', { name: open }).click()
  const dialog = page.getByRole('dialog')
  for (const [label, value] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(value)
  await dialog.getByRole('button', { name: verb, exact: true }).click()
  await expect(dialog).toBeHidden()
}

test('a VPC and two guests made by hand; the transcript finds them by MAC; the VIP becomes a secondary IP', async ({
  page,
}) => {
  await page.goto('/vpcs')
  await fillIn(page, 'New VPC', { Name: 'by-hand', CIDRs: '172.17.0.0/16' }, 'Create VPC')
  await expect(page).toHaveURL(/\/vpcs\/\d+$/)
  const vpc = page.url()
  await fillIn(page, 'New subnet', { CIDR: '172.17.16.0/20', Name: 'db' }, 'Create subnet')
  for (const [name, mac, address] of [
    ['pgA', '00:16:3e:ee:00:01', '172.17.20.29'],
    ['pgB', '00:16:3e:ee:00:02', '172.17.20.30'],
  ] as const) {
    await page.goto(vpc)
    await fillIn(page, 'New guest', { Name: name }, 'Create guest')
    await expect(page).toHaveURL(/\/guests\/\d+$/)
    await fillIn(page, 'New interface', { Name: 'eth0', MAC: mac }, 'Create interface')
    await page.getByRole('button', { name: /^Register address/ }).click()
    await page.getByRole('dialog').getByLabel('Address', { exact: true }).fill(address)
    await page.getByRole('dialog').getByLabel('Kind').selectOption('primary')
    await page.getByRole('dialog').getByRole('button', { name: 'Register address' }).click()
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(page.getByText(address).first()).toBeVisible()
  }
  await paste(page, asMachines('ee'))
  await expect(page.getByText('matched by mac')).toHaveCount(2)
  await page.getByRole('button', { name: /^Save 9 captures and audit/ }).click()
  await page.getByRole('link', { name: /172\.17\.20\.39 is up on pgA/ }).click()
  await page.getByRole('radio', { name: /^Secondary IP/ }).check()
  await page.getByRole('button', { name: 'Register 172.17.20.39 as Secondary IP…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Register 172.17.20.39' }).click()
  await expect(page.getByText(/Resolved .* ago/)).toBeVisible()
  await page.getByRole('link', { name: /^change #\d+$/ }).click()
  await expect(page.getByText(/not verified/)).toBeVisible()
})

test('an address that another guest has is refused in words, and nothing is stored', async ({ page }) => {
  await importAsNewVpc(page, asMachines('ef'), 'taken')
  await page.goto('/guests?q=00:16:3e:ef:00:02')
  await page.getByRole('link', { name: 'guest-b' }).click()
  await page.getByRole('button', { name: /^Register address/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Address', { exact: true }).fill('172.17.20.29')
  await dialog.getByRole('button', { name: 'Register address' }).click()
  await expect(dialog.getByRole('alert')).toContainText('172.17.20.29 is taken by guest-a')
  await dialog.getByLabel('Address', { exact: true }).fill('10.1.2.3')
  await dialog.getByRole('button', { name: 'Register address' }).click()
  await expect(dialog.getByRole('alert')).toContainText('outside')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('10.1.2.3')).toHaveCount(0)
})

test('half a transcript: what it shows is read, what it breaks off in is said', async ({ page }) => {
  const lines = asMachines('ed').split('\n')
  const cut = lines.findIndex((line) => line.includes('00:16:3e:ed:00:02'))
  await paste(page, lines.slice(0, cut).join('\n'))
  await expect(page.getByRole('heading', { name: 'One machine' })).toBeVisible()
  await expect(page.getByText('Please confirm')).toBeVisible()
})

test('a host made by hand takes a flow table', async ({ page }) => {
  await page.goto('/hosts')
  await fillIn(
    page,
    'New host',
    { Name: 'hv-by-hand', 'Management address': '10.9.9.9', 'Ports of its bridges': 'br-int 1 tap0' },
    'Create host',
  )
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('hv-by-hand')
  await page.getByRole('button', { name: 'Import a flow table' }).click()
  await page
    .getByRole('dialog')
    .getByLabel('Output of ovs-ofctl dump-flows')
    .fill(' cookie=0x1, table=0, n_packets=5, n_bytes=300, priority=0 actions=drop\n')
  await page.getByRole('dialog').getByRole('button', { name: 'Import flow table' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.goto('/hosts?q=hv-by-hand')
  await page.getByRole('link', { name: 'hv-by-hand' }).click()
  await expect(page.getByText('1 rule', { exact: true }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Edit host' }).click()
  await page.getByRole('dialog').getByLabel('Ports of its bridges').fill('br-int one')
  await page.getByRole('dialog').getByRole('button', { name: 'Save host' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('is no port')
})
