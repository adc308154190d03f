import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { asMachines, importAsNewVpc, listenForProblems } from './support/incident'

let problems: string[] = []
test.beforeEach(({ page }) => {
  problems = listenForProblems(page)
})
test.afterEach(() => expect(problems).toEqual([]))

/** A machine of the incident's text under its mark, with the addresses that it has now. */
const machine = (mark: string, number: 1 | 2, ...addresses: string[]) =>
  [
    'root@pg11:~# ip addr show eth0',
    '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000',
    `    link/ether 00:16:3e:${mark}:00:0${number} brd ff:ff:ff:ff:ff:ff`,
    ...addresses.flatMap((address) => [
      `    inet ${address}/20 scope global eth0`,
      '       valid_lft forever preferred_lft forever',
    ]),
    '',
  ].join('\n')

async function report(page: Page, text: string): Promise<void> {
  const answer = await page.request.post('/api/v1/captures', { data: text, headers: { 'content-type': 'text/plain' } })
  expect(answer.status(), await answer.text()).toBe(200)
}

/** What is behind a dialog is dimmed, and not judged. */
async function isWellMade(page: Page, part = 'body'): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze()
  expect(violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')).toEqual([])
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wide).toBeLessThanOrEqual(0)
}

test('an address that floats: members, keepalived.conf of each, registered; then a failover on the time line', async ({
  page,
}) => {
  test.slow()
  await importAsNewVpc(page, asMachines('fa'), 'havip-wizard')
  await page.goto('/havips')
  await page.getByRole('link', { name: 'An address that floats…' }).click()
  await page.getByLabel('Address', { exact: true }).fill('172.17.20.39')
  const option = page.getByLabel('A machine that may hold it').locator('option', { hasText: 'havip-wizard · guest-a' })
  await page.getByLabel('A machine that may hold it').selectOption((await option.getAttribute('value')) ?? '')
  await page.getByRole('button', { name: 'Next: who may hold it' }).click()
  await page.getByRole('checkbox', { name: 'guest-b' }).check()
  const files = page.locator('pre', { hasText: 'vrrp_instance' })
  await expect(files).toHaveCount(2)
  await expect(files.first()).toContainText('unicast_src_ip 172.17.20.29')
  await expect(files.first()).toContainText('172.17.20.30 # guest-b')
  await expect(files.last()).toContainText('unicast_src_ip 172.17.20.30')
  await expect(files.last()).toContainText('172.17.20.39/20 dev eth0')
  await expect(files.first()).toContainText('nopreempt')
  await page.getByLabel('takes the address back when it returns').check()
  await expect(files.first()).not.toContainText('nopreempt')
  await isWellMade(page)
  await page.getByRole('button', { name: 'Register 172.17.20.39 as HAVIP…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Register 172.17.20.39' }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/)

  await page.goto('/havips')
  await page.getByRole('row').filter({ hasText: 'havip-wizard' }).getByRole('link').first().click()
  const events = page.getByRole('list', { name: 'Failovers and edits, latest first' })
  await expect(events).toContainText('guest-a was first seen with it')
  await expect(events).toContainText('allowed on guest-b')
  await report(page, machine('fa', 1, '172.17.20.29'))
  await report(page, machine('fa', 2, '172.17.20.30', '172.17.20.39'))
  await page.reload()
  await expect(events).toContainText('from guest-a to guest-b')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('works on guest-b')
  await page.getByText('Every witness as a table').click()
  await expect(page.getByRole('row').filter({ hasText: 'still so' }).first()).toContainText('guest-b')
  for (const span of ['24 h', '30 days']) {
    await page.getByRole('link', { name: span }).click()
    await expect(page.getByRole('link', { name: span })).toHaveAttribute('aria-current', 'true')
  }
  await isWellMade(page)
})

test('several at once: chosen by mouse and keyboard, one plan, registered and released row by row', async ({
  page,
}) => {
  await importAsNewVpc(page, asMachines('fb'), 'havip-bulk')
  const more = ['172.17.20.71', '172.17.20.72', '172.17.20.73']
  await report(page, machine('fb', 1, '172.17.20.29', ...more))
  await page.goto('/addresses?q=00:16:3e:fb:00:01&standing=unregistered')
  const boxes = page.getByRole('checkbox', { name: /^Select 172\.17\.20\.7/ })
  await expect(boxes).toHaveCount(3)
  await boxes.nth(0).click()
  await boxes.nth(2).click({ modifiers: ['Shift'] })
  await expect(page.getByText('3 selected')).toBeVisible()
  await page.getByRole('button', { name: 'Clear' }).click()
  await boxes.nth(0).focus()
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText('3 selected')).toBeVisible()
  await page.getByRole('button', { name: 'Register 3…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('list', { name: 'Rows' }).getByRole('listitem')).toHaveCount(3)
  await isWellMade(page, '[role=dialog]')
  await dialog.getByLabel('Why').fill('all of the cluster')
  await dialog.getByRole('button', { name: 'Register 3', exact: true }).click()
  await expect(dialog.getByText('3 of 3: 3 registered')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()

  await page.goto('/addresses?q=00:16:3e:fb:00:01')
  for (const address of more) await page.getByRole('checkbox', { name: `Select ${address} on guest-a` }).check()
  await page.getByRole('button', { name: 'Release 3…' }).click()
  await dialog.getByRole('button', { name: 'Release 3', exact: true }).click()
  await expect(dialog.getByText('3 of 3: 3 released')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()
})

test('findings are chosen and registered from their list', async ({ page }) => {
  await importAsNewVpc(page, asMachines('fc'), 'havip-findings')
  await page.goto('/findings?rule=unregistered')
  const row = page.getByRole('row').filter({ hasText: 'havip-findings' })
  await row.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Register 1…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Register 1', exact: true }).click()
  await expect(page.getByRole('dialog').getByText('1 of 1: 1 registered')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await expect(row).toHaveCount(0)
})
