import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'

const SCREENS = [
  '/',
  '/topology',
  '/topology?as=table',
  '/addresses',
  '/findings',
  '/findings?state=resolved',
  '/findings/1',
  '/hosts',
  '/hosts/1',
  '/changes',
  '/changes/1',
  '/import',
  '/import?tab=flows',
  '/captures/1',
  '/more',
  '/nowhere',
]

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`every screen at ${width} px, ${scheme}: axe finds nothing serious, nothing overflows`, async ({
      browser,
    }) => {
      test.setTimeout(180_000)
      const page = await browser.newPage({
        viewport: { width, height: 900 },
        colorScheme: scheme,
        reducedMotion: 'reduce',
      })
      for (const screen of SCREENS) {
        await page.goto(screen)
        await page.waitForLoadState('networkidle')
        const found = await new AxeBuilder({ page }).analyze()
        const serious = found.violations.filter(
          (violation) => violation.impact === 'serious' || violation.impact === 'critical',
        )
        expect
          .soft(
            serious.map(
              (violation) =>
                `${screen} ${violation.id}: ${violation.nodes
                  .slice(0, 3)
                  .map((node) => node.html.slice(0, 160))
                  .join(' | ')}`,
            ),
          )
          .toEqual([])
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect.soft(overflow, `${screen} is wider than the window`).toBeLessThanOrEqual(0)
      }
      await page.close()
    })
  }
}

test('a foreign host name is refused', async ({ request, baseURL }) => {
  const answer = await request.get(`${baseURL}/`, { headers: { host: 'evil.example' } })
  expect(answer.status()).toBe(403)
})
