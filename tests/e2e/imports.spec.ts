import { gzipSync } from 'node:zlib'
import { expect, type Page, test } from '@playwright/test'
import { packTar } from '../support/pack-tar'
import { listenForProblems, paste } from './support/incident'

let problems: string[] = []
test.beforeEach(({ page }) => {
  problems = listenForProblems(page)
})
test.afterEach(() => expect(problems).toEqual([]))

const mac = (mark: string, number: number) => `52:54:00:${mark}:00:0${number}`
const ipAddr = (address: string, more: readonly string[], ofMac: string) =>
  [
    '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP',
    `    link/ether ${ofMac} brd ff:ff:ff:ff:ff:ff`,
    ...[address, ...more].map((one) => `    inet ${one}/24 scope global eth0`),
    '',
  ].join('\n')
const ifconfig = (address: string, ofMac: string) =>
  [
    'eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500',
    `        inet ${address}  netmask 255.255.255.0  broadcast 10.61.0.255`,
    `        ether ${ofMac}  txqueuelen 1000  (Ethernet)`,
    '',
  ].join('\n')
const port = (mark: string, number: number, pairs: readonly string[]) => ({
  id: `port-${mark}-${number}`,
  name: `port-${mark}-${number}`,
  mac_address: mac(mark, number),
  network_id: `net-${mark}`,
  device_id: `vm-${mark}-${number}`,
  device_owner: 'compute:nova',
  port_security_enabled: true,
  fixed_ips: [{ subnet_id: `subnet-${mark}`, ip_address: `10.61.0.${number}` }],
  allowed_address_pairs: pairs.map((ip_address) => ({ ip_address })),
})

/** Five files as people have them: an export, two terminals, a packed folder of two captures, and one that is no text. */
function fiveFiles(mark: string) {
  const file = (name: string, content: string | Uint8Array) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(content),
  })
  const ports = [port(mark, 1, ['10.61.0.39']), port(mark, 2, []), port(mark, 3, []), port(mark, 4, [])]
  return [
    file('ports.json', JSON.stringify({ ports })),
    file('first.txt', ipAddr('10.61.0.1', ['10.61.0.39'], mac(mark, 1))),
    file('second.txt', ifconfig('10.61.0.2', mac(mark, 2))),
    file(
      'two.tar.gz',
      gzipSync(
        packTar({
          'c/ip.txt': ipAddr('10.61.0.3', ['10.61.0.40'], mac(mark, 3)),
          'd/ip.txt': ipAddr('10.61.0.4', [], mac(mark, 4)),
        }),
      ),
    ),
    file(
      'core.bin',
      Uint8Array.from({ length: 400 }, (_, i) => (i * 7) % 27),
    ),
  ]
}

const choose = (page: Page, files: ReturnType<typeof fiveFiles>) =>
  page.getByLabel('Choose files…').setInputFiles(files)

test('five files, one of them broken: each is shown, the broken one stops no other, and all is saved at once', async ({
  page,
}) => {
  await page.goto('/import')
  await choose(page, fiveFiles('f1'))
  await expect(page).toHaveURL(/\/import\/\d+$/)
  const inputs = page.getByRole('region', { name: 'Inputs' })
  await expect(inputs.getByText('1 could not be read; the others go on')).toBeVisible()
  await expect(inputs.getByRole('listitem').filter({ hasText: 'core.bin' })).toContainText('no text')
  await expect(inputs.getByRole('listitem').filter({ hasText: 'ports.json' })).toContainText('neutron-port-json')
  await expect(inputs.getByRole('listitem').filter({ hasText: 'second.txt' })).toContainText('ifconfig-nettools-new')
  await expect(inputs.getByRole('listitem').filter({ hasText: 'two.tar/c/ip.txt' })).toContainText('ip-addr-text')
  await page.getByLabel('Name of the VPC').fill('five-files')
  const save = page.getByRole('button', { name: 'Save 5 captures and audit', exact: true })
  await expect(page.getByRole('button', { name: 'Working…' })).toBeVisible()
  await expect(save).toBeVisible()
  await expect(page.getByText('finding, unregistered: 10.61.0.40')).toBeVisible()

  await page.reload()
  await expect(page.getByLabel('Name of the VPC')).toHaveValue('five-files')
  await expect(page.getByText('finding, unregistered: 10.61.0.40')).toBeVisible()
  await inputs.getByRole('link', { name: /first\.txt/ }).click()
  await expect(page.getByText('10.61.0.39/24 on eth0')).toBeVisible()

  await save.click()
  await expect(page.getByRole('heading', { name: 'Import saved' })).toBeVisible()
  await expect(page.getByText('core.bin')).toBeVisible()
  await page.getByRole('link', { name: 'See the findings' }).click()
  await expect(page.getByRole('link', { name: /10\.61\.0\.40 is up on vm-f1-3/ }).first()).toBeVisible()
  await page.goto('/guests?q=vm-f1-1')
  await page.getByRole('link', { name: 'vm-f1-1' }).click()
  await expect(page.getByText('as exported').first()).toBeVisible()
})

test('a draft is found again, grows, shrinks, and is discarded', async ({ page }) => {
  await page.goto('/import')
  await choose(page, fiveFiles('f2').slice(1, 3))
  await expect(page).toHaveURL(/\/import\/\d+$/)
  const { pathname } = new URL(page.url())
  await page.goto('/import')
  await page.locator(`a[href="${pathname}"]`).click()
  const inputs = page.getByRole('region', { name: 'Inputs' })
  await expect(inputs.getByRole('listitem')).toHaveCount(2)
  await inputs.getByLabel('Add files…').setInputFiles(fiveFiles('f2').slice(4))
  await expect(inputs.getByRole('listitem')).toHaveCount(3)
  await inputs.getByRole('button', { name: 'Remove core.bin' }).click()
  await expect(inputs.getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page).toHaveURL(/\/import$/)
  await expect(page.locator(`a[href="${pathname}"]`)).toHaveCount(0)
})

test('more than can be read while somebody waits is read by the worker', async ({ page }) => {
  await page.goto('/import')
  const many = Array.from({ length: 30 }, (_, i) => ({
    name: `${i}.txt`,
    mimeType: 'text/plain',
    buffer: Buffer.from(ipAddr(`10.62.0.${i + 1}`, [], `52:54:00:f3:01:${String(i).padStart(2, '0')}`)),
  }))
  await choose(page, many)
  await expect(page.getByText('30 inputs').first()).toBeVisible()
  await page.getByLabel('Name of the new VPC').fill('thirty')
  await page.getByLabel('CIDR').fill('10.62.0.0/16')
  await expect(page.getByRole('button', { name: 'Save 30 captures and audit' })).toBeVisible()
  await page.getByRole('button', { name: 'Save 30 captures and audit' }).click()
  await expect(page.getByText('30 captures stored, 30 guests')).toBeVisible()
})

test('anything that can POST text may: gzip, JSON that is itself the evidence, and no more than fits', async ({
  page,
  request,
}) => {
  const text = ipAddr('10.63.0.1', [], mac('f4', 1))
  await paste(page, text)
  await page.getByLabel('Name of the new VPC').fill('posted')
  await page.getByLabel('CIDR').fill('10.63.0.0/16')
  await page.getByRole('button', { name: 'Save 1 capture and audit' }).click()
  await expect(page).toHaveURL(/\/addresses/)
  const post = (data: string | Buffer, headers: Record<string, string>) =>
    request.post('/api/v1/captures', { data, headers })
  const packed = await post(gzipSync(ipAddr('10.63.0.1', ['10.63.0.2'], mac('f4', 1))), { 'content-encoding': 'gzip' })
  expect(await packed.json()).toMatchObject({ captures: 1 })
  const ports = JSON.stringify({ ports: [port('f4', 7, [])] })
  const posted = await post(ports, { 'content-type': 'application/json' })
  expect(await posted.json()).toMatchObject({ captures: 1 })
  const bomb = await post(gzipSync(Buffer.alloc(40 * 1024 * 1024, 'a')), { 'content-encoding': 'gzip' })
  expect(bomb.status()).toBe(413)
  const damaged = await post(Buffer.from('no gzip'), { 'content-encoding': 'gzip' })
  expect(damaged.status()).toBe(400)
})
