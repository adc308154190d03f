import { expect, test } from '@playwright/test'

test('one button removes the demo, and only the demo', async ({ page }) => {
  await page.goto('/vpcs')
  const others = await page
    .getByRole('row')
    .filter({ hasNotText: /demo|^VPC/ })
    .count()
  await page.goto('/')
  await page.getByRole('button', { name: 'Remove the demo' }).click()
  await expect(page.getByText('The demo is gone.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Remove the demo' })).toBeHidden()
  await page.goto('/hosts')
  await expect(page.getByRole('link', { name: 'hvA' })).toBeHidden()
  await page.goto('/vpcs')
  await expect(page.getByRole('link', { name: 'demo', exact: true })).toBeHidden()
  expect(
    await page
      .getByRole('row')
      .filter({ hasNotText: /demo|^VPC/ })
      .count(),
  ).toBe(others)
})
