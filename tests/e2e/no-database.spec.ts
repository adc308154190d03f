import { expect, test } from '@playwright/test'

test('a page says that the database is away, and nothing else', async ({ page }) => {
  for (const screen of ['/', '/addresses', '/findings', '/guests']) {
    await page.goto(screen)
    await expect(page.getByText('This page could not be read')).toBeVisible()
    await expect(page.getByText('The database may be away')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
    await expect(page.locator('body')).not.toContainText(/postgres|ECONNREFUSED|127\.0\.0\.1|password/i)
  }
})

test('health says so, for whoever watches', async ({ request }) => {
  const answer = await request.get('/api/v1/health')
  expect(answer.status()).toBe(503)
})

test('a text that is being imported is not lost', async ({ page }) => {
  await page.goto('/import').catch(() => undefined)
  const paste = page.getByLabel('Terminal transcript')
  if (await paste.isVisible()) {
    await paste.fill(
      '[root@db1 ~]# ip addr show eth0\n2: eth0: <UP> mtu 1500\n    inet 10.0.0.1/24 scope global eth0\n',
    )
    await page.getByRole('button', { name: 'Read transcript' }).click()
    await expect(page.getByRole('alert').first()).toContainText(/database/i)
    await expect(paste).toHaveValue(/inet 10\.0\.0\.1/)
  } else await expect(page.getByText('This page could not be read')).toBeVisible()
})
