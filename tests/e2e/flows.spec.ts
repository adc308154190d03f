import { readFileSync } from 'node:fs'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { type APIRequestContext, expect, type Page, test } from '@playwright/test'
import { writeLargeDump } from '../../bench/large-dump.mjs'
import { listenForProblems } from './support/incident'

const GUESTS = 25_000
const RULES = '100,003 rules'
const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, '../fixtures/openflow', name), 'utf8')

test.describe.configure({ timeout: 120_000 })

let problems: string[] = []
test.beforeEach(({ page }) => {
  problems = listenForProblems(page)
})
test.afterEach(() => expect(problems).toEqual([]))

async function createHost(page: Page, name: string): Promise<number> {
  await page.goto('/hosts')
  await page.getByRole('button', { name: 'New host' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Create host' }).click()
  await expect(page).toHaveURL(/\/hosts\/\d+$/)
  return Number(new URL(page.url()).pathname.split('/').at(-1))
}

async function importDump(request: APIRequestContext, host: number, text: string): Promise<void> {
  const answer = await request.post(`/api/v1/flow-dumps?hostId=${host}&bridge=br-int`, {
    data: text,
    headers: { 'content-type': 'text/plain' },
    timeout: 120_000,
  })
  expect(answer.status(), await answer.text()).toBe(200)
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.filter((one) => one.impact === 'serious' || one.impact === 'critical').map((one) => one.id),
  ).toEqual([])
}

const table = (page: Page) => page.getByRole('table', { name: 'Rules' })

test.describe('a host of 100,003 rules', () => {
  test.describe.configure({ mode: 'serial', timeout: 240_000 })
  let host = 0

  test('is imported, and opens with the first of them', async ({ page, request }) => {
    host = await createHost(page, 'large-host')
    await importDump(request, host, writeLargeDump(GUESTS))
    await page.goto(`/hosts/${host}`, { timeout: 120_000 })
    await expect(page.getByText(RULES).first()).toBeVisible()
    await expect(table(page)).toHaveAttribute('aria-rowcount', '100004')
    await expect(table(page).getByRole('row').nth(1)).toContainText('in_port=1')
    await expectAccessible(page)
  })

  test('scrolls to anywhere, and only what is in sight is in the document', async ({ page }) => {
    await page.goto(`/hosts/${host}`)
    // The page may come alive after the first scroll, and then stands at its start again.
    const scrollTo = (share: number, text: string) =>
      expect(async () => {
        await table(page).evaluate((element, part) => {
          element.scrollTop = element.scrollHeight * part
        }, share)
        await expect(table(page).getByRole('row').filter({ hasText: text }).first()).toBeVisible({ timeout: 3000 })
      }).toPass({ timeout: 60_000 })
    await scrollTo(0.5, 'arp_spa=10.17.')
    await scrollTo(1, 'NORMAL')
    expect(await table(page).getByRole('row').count()).toBeLessThan(80)
    expect(await page.locator('*').count()).toBeLessThan(4000)
  })

  test('filters in words, says where a filter is wrong, and keeps it in the address', async ({ page }) => {
    await page.goto(`/hosts/${host}`)
    const filter = page.getByRole('combobox', { name: 'Filter rules' })
    await filter.fill('table=10 && arp_sap=10.17.20.0/24')
    await expect(page.getByRole('alert').filter({ hasText: 'Column 13' })).toContainText('Did you mean arp_spa?')
    await filter.fill('table=10 && arp_spa=10.17.20.0/24 && actions~goto')
    await expect(page.getByText('256 of 100,003')).toBeVisible()
    await expect(table(page).getByRole('row').nth(1)).toContainText('10.17.20.0')
    await expect(page).toHaveURL(/filter=table/)
    await page.reload()
    await expect(page.getByText('256 of 100,003')).toBeVisible()
    await filter.fill('actions=drop')
    await expect(table(page)).toHaveAttribute('aria-rowcount', '3')
    await filter.fill('table=77')
    await expect(page.getByText('No rule fits this filter')).toBeVisible()
  })

  test('a link to a rule opens at it', async ({ page }) => {
    await page.goto(`/hosts/${host}?line=75002`)
    const row = table(page).getByRole('row').filter({ hasText: 'line 75002 of the dump' })
    await expect(row).toBeVisible()
    await expect(row).toContainText(
      "ovs-ofctl -O OpenFlow13 add-flow br-int 'cookie=0x61a8,table=10,priority=100,ip,in_port=25000",
    )
  })

  test('traces through all of them', async ({ page }) => {
    await page.goto(`/hosts/${host}/trace`)
    await page
      .getByLabel('Packet, as for ofproto/trace')
      .fill('ovs-appctl ofproto/trace br-int "in_port=7,arp,dl_src=00:16:3e:00:00:07,arp_spa=10.17.0.8,arp_op=2"')
    await page.getByRole('button', { name: 'Trace this packet' }).click()
    await expect(page.getByText('Dropped.')).toBeVisible({ timeout: 60_000 })
    await expect(page.getByText('only arp_spa differs').first()).toBeVisible()
    await expectAccessible(page)
  })
})

test('a trace from a finding says where its packet stops, and can be taken along as text', async ({ page }) => {
  await page.goto('/findings')
  await page
    .getByRole('link', { name: /172\.17\.20\.39 is up on vmA/ })
    .first()
    .click()
  await page.getByRole('link', { name: 'Trace this packet' }).click()
  await expect(page.getByRole('heading', { name: 'Trace', level: 2 })).toBeVisible()
  await expect(page.getByText('Dropped.')).toBeVisible()
  await expect(page.getByText('only arp_spa differs')).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export as text' }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  expect(text).toContain('bridge("br-int")')
  expect(text).toContain('Datapath actions: drop')
  await page.getByRole('link', { name: 'Show on the map' }).click()
  await expect(page.getByText('Lit:')).toBeVisible()
  await expect(page.getByRole('link', { name: /step 2 of the trace/ }).first()).toBeVisible()
  await expectAccessible(page)
})

test('two tables of a host: what was added, and what the drops have counted', async ({ page, request }) => {
  const host = await createHost(page, 'compare-host')
  await importDump(request, host, fixture('hv-a-blocked.txt'))
  await importDump(request, host, fixture('hv-a-registered.txt'))
  await page.goto(`/hosts/${host}/compare`)
  await expect(page.getByRole('heading', { name: '2 added, 0 removed, 0 changed' })).toBeVisible()
  await expect(page.getByText('arp_spa=172.17.20.39')).toBeVisible()
  await page.getByRole('link', { name: 'Drops counted 1' }).click()
  await expect(page.getByText('+1 packet on the default drop of table 10')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'line 9' }).click()
  await expect(page.getByText('line 9 of the dump')).toBeVisible()
  await page.getByRole('link', { name: 'Since the table before' }).click()
  await expect(page.getByText('packets since the table read')).toBeVisible()
  await expect(table(page).getByRole('row').filter({ hasText: 'drop' }).last()).toContainText('+1')
})

test('lint shows both rules of what it found', async ({ page, request }) => {
  const host = await createHost(page, 'lint-host')
  await importDump(
    request,
    host,
    [
      ' cookie=0x0, table=0, n_packets=1, n_bytes=60, priority=100,ip,nw_src=10.0.0.0/8 actions=output:2',
      ' cookie=0x0, table=0, n_packets=0, n_bytes=0, priority=50,ip,nw_src=10.1.2.0/24 actions=drop',
      ' cookie=0x0, table=0, n_packets=0, n_bytes=0, priority=0 actions=resubmit(,44)',
      '',
    ].join('\n'),
  )
  await page.goto(`/hosts/${host}/lint`)
  const shadowed = page.getByRole('listitem').filter({ hasText: 'shadowed, table 0' })
  await expect(shadowed.getByRole('link', { name: 'line 2' })).toBeVisible()
  await expect(shadowed.getByRole('link', { name: 'line 1' })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'dangling jump' })).toBeVisible()
  await expectAccessible(page)
})

test('a newer table is imported in place; the one before can still be opened', async ({ page, request }) => {
  const host = await createHost(page, 'history-host')
  await importDump(request, host, fixture('hv-a-blocked.txt'))
  await page.goto(`/hosts/${host}`)
  await expect(page.getByText('7 rules').first()).toBeVisible()
  await page.getByRole('button', { name: 'Import a newer table' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Output of ovs-ofctl dump-flows').fill(fixture('hv-a-registered.txt'))
  await dialog.getByRole('button', { name: 'Import flow table' }).click()
  await expect(page.getByText('9 rules').first()).toBeVisible()
  await page
    .getByRole('listitem')
    .filter({ hasText: 'before' })
    .getByRole('link', { name: /^br-int/ })
    .click()
  await expect(page.getByText('This is what the host did')).toBeVisible()
  await expect(table(page)).toHaveAttribute('aria-rowcount', '8')
})
