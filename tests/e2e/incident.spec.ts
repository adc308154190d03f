import { expect, test } from '@playwright/test'
import { asMachines, createInNewVpc, importAsNewVpc, listenForProblems, paste } from './support/incident'

let problems: string[] = []

test.beforeEach(({ page }) => {
  problems = listenForProblems(page)
})
test.afterEach(() => expect(problems).toEqual([]))

test('the demo: the VIP stands out, the drop is explained, a registration fixes it', async ({ page }) => {
  await page.goto('/findings')
  await page.getByRole('link', { name: '172.17.20.39 is up on vmA, but nobody registered it' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    '172.17.20.39 is up on vmA, but nobody registered it',
  )
  await expect(page.getByRole('list').filter({ hasText: 'ARP reply from vmA to vmB' })).toContainText('stops here')
  await expect(page.getByText('only arp_spa differs.')).toBeVisible()
  await expect(page.getByText('policy ACCEPT, 0 rules')).toBeVisible()
  await expect(page.getByText('vmB pinged 172.17.20.39 and had no answer')).toBeVisible()
  await expect(page.getByText('re-traced with these rules: passes both ways')).toBeVisible()
  await page.getByRole('button', { name: 'Register 172.17.20.39 as Secondary IP…' }).click()
  await page.getByRole('dialog').getByLabel('Why').fill('the database VIP')
  await page.getByRole('dialog').getByRole('button', { name: 'Register 172.17.20.39' }).click()
  await expect(page.getByText(/Resolved .* ago/)).toBeVisible()
  await page.getByRole('link', { name: /^change #\d+$/ }).click()
  await expect(page.getByText('The host passes it: its flow table was read back and evaluated.')).toBeVisible()
  await page.goto('/addresses?q=172.17.20.39')
  await expect(page.getByRole('row').filter({ hasText: '172.17.20.39' }).first()).toContainText('working')
})

test('an import creates what nobody knows; registering as HAVIP allows both members', async ({ page }) => {
  await importAsNewVpc(page, asMachines('aa'), 'import-havip')
  await page.getByRole('link', { name: /172\.17\.20\.39 is up on guest-a/ }).click()
  await expect(page.getByText('Where guest-a runs is not known').first()).toBeVisible()
  await page.getByRole('radio', { name: /^HAVIP/ }).check()
  await page.getByRole('checkbox', { name: 'guest-b' }).check()
  await page.getByRole('button', { name: 'Register 172.17.20.39 as HAVIP…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Register 172.17.20.39' }).click()
  await expect(page.getByText(/Resolved .* ago/)).toBeVisible()
})

test('the same text again changes nothing', async ({ page }) => {
  await importAsNewVpc(page, asMachines('bb'), 'import-twice')
  await paste(page, asMachines('bb'))
  await expect(page.getByRole('button', { name: 'Nothing new to save' })).toBeVisible()
})

test('the end of the transcript is another moment: the VIP is gone there', async ({ page }) => {
  await paste(page, asMachines('cc'))
  await createInNewVpc(page, 'import-end')
  await expect(page.getByText('finding, unregistered: 172.17.20.39')).toBeVisible()
  await page.getByText(/^At the end, line \d+$/).click()
  await expect(page.getByText('finding, unregistered: 172.17.20.39')).toBeHidden()
})

test('text without evidence is refused in a sentence', async ({ page }) => {
  await paste(page, 'lorem ipsum\ndolor 什么')
  await expect(page.getByText('Nothing in this text was understood as evidence').first()).toBeVisible()
})

test('a finding can be acknowledged with a reason', async ({ page }) => {
  await importAsNewVpc(page, asMachines('dd'), 'import-ack')
  await page
    .getByRole('link', { name: /172\.17\.20\.39 is up on guest-a/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge finding' }).click()
  await expect(page.getByText('Say why, so that the next person understands.')).toBeVisible()
  await page.getByRole('dialog').getByLabel('Why').fill('planned for tonight')
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge finding' }).click()
  await expect(page.getByText('Acknowledged by local operator: planned for tonight').first()).toBeVisible()
})

test('a host shows its rules in the order they are tried, and traces a packet', async ({ page }) => {
  await page.goto('/hosts')
  await page.getByRole('link', { name: 'hvA' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('hvA')
  await expect(page.getByRole('table', { name: 'Rules' }).getByRole('row').nth(1)).toContainText('in_port=100')
  await page.getByRole('link', { name: 'Trace', exact: true }).click()
  await expect(page).toHaveURL(/\/trace$/)
  await page
    .getByLabel('Packet, as for ofproto/trace')
    .fill('in_port=1,arp,arp_op=2,dl_src=00:16:3e:0a:5c:f1,arp_sha=00:16:3e:0a:5c:f1,arp_spa=172.17.20.99')
  await page.getByRole('button', { name: 'Trace this packet' }).click()
  await expect(page.getByText('Dropped.')).toBeVisible()
  await expect(page.getByText('Nothing leaves the host.')).toBeVisible()
})

test('anything is found by Ctrl-K', async ({ page }) => {
  await page.goto('/')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('172.17.20.30')
  await expect(page.getByRole('option').filter({ hasText: '172.17.20.30' }).first()).toBeVisible()
  await page.getByRole('combobox').fill('hvA')
  await page.getByRole('option').filter({ hasText: 'hvA' }).click()
  await expect(page).toHaveURL(/\/hosts\/\d+/)
})
