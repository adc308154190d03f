import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'

const text = readFileSync(path.join(import.meta.dirname, '../../../prisma/seed/founding-incident.md'), 'utf8')

/** The founding incident's transcript with MACs of its own, so that every test has machines that nobody else knows. */
export const asMachines = (mark: string) =>
  text
    .replaceAll('00:16:3e:0a:5c:f1', `00:16:3e:${mark}:00:01`)
    .replaceAll('00:16:3e:12:2f:48', `00:16:3e:${mark}:00:02`)

const newGuest = (select: Locator) => select.locator('option', { hasText: 'create guest' }).innerText()

/** Hands a text over; what was understood of it is shown under an address of its own. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.goto('/import')
  await page.getByLabel('Terminal transcript').fill(text)
  await page.getByRole('button', { name: 'Read transcript' }).click()
  await expect(page).toHaveURL(/\/import\/\d+$/)
}

/** Machines whose addresses others have too are asked about: both are new here. */
export async function createInNewVpc(page: Page, vpc: string): Promise<void> {
  const selects = page.getByRole('combobox', { name: /^Guest of / })
  await expect(selects).toHaveCount(2)
  for (const select of await selects.all()) await select.selectOption({ label: await newGuest(select) })
  await page.getByLabel('Name of the new VPC').fill(vpc)
  await page.getByLabel('CIDR').fill('172.17.0.0/16')
}

export async function importAsNewVpc(page: Page, transcript: string, vpc: string): Promise<void> {
  await paste(page, transcript)
  await expect(page.getByRole('heading', { name: '2 machines, told apart by MAC' })).toBeVisible()
  await createInNewVpc(page, vpc)
  await expect(page.getByText('finding, unregistered: 172.17.20.39')).toBeVisible()
  await page.getByRole('button', { name: /^Save 9 captures and audit/ }).click()
  await expect(page).toHaveURL(/\/findings/)
}

/** What the browser complained of while a test ran. */
export function listenForProblems(page: Page): string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} (${message.location().url})`)
  })
  return problems
}
