import { readdirSync } from 'node:fs'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { paste } from './support/incident'

const APP = path.join(import.meta.dirname, '../../app')
/** Screens that no link leads to, or that a query changes beyond recognition. */
const STARTS = [
  '/',
  '/more',
  '/import?tab=flows',
  '/topology?as=table',
  '/findings?state=resolved',
  '/nowhere',
  '/findings/999999',
]

/** The routes that app/ serves as pages, with [id] where an id goes. */
const routes = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'page.tsx')
  .map((file) => `/${path.dirname(file)}`.replace(/^\/\.$/, '/'))
  .sort()
const routeOf = (url: string) => {
  const { pathname } = new URL(url, 'http://localhost')
  return pathname.replace(/\/\d+(?=\/|$)/g, '/[id]')
}

async function check(page: Page, screen: string): Promise<void> {
  const found = await new AxeBuilder({ page }).analyze()
  const serious = found.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')
  expect
    .soft(
      serious.map((violation) => {
        const nodes = violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))
        return `${screen} ${violation.id}: ${nodes.join(' | ')}`
      }),
    )
    .toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect.soft(overflow, `${screen} is wider than the window`).toBeLessThanOrEqual(0)
}

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`every screen at ${width} px, ${scheme}: axe finds nothing serious, nothing overflows`, async ({
      browser,
    }) => {
      test.setTimeout(600_000) // some forty screens; a machine may be busy
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: scheme,
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`))
      await paste(page, 'half an import\n2: eth0: <UP> mtu 1500\n    inet 10.0.0.1/24 scope global eth0\n')
      const queue: string[] = [new URL(page.url()).pathname, ...STARTS]
      const seen = new Set<string>()
      for (let screen = queue.shift(); screen; screen = queue.shift()) {
        await page.goto(screen)
        await page.waitForLoadState('networkidle')
        seen.add(routeOf(screen))
        await check(page, screen)
        const links = await page
          .locator('a[href^="/"]')
          .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
        for (const link of links)
          if (
            routes.includes(routeOf(link)) &&
            !seen.has(routeOf(link)) &&
            !queue.some((one) => routeOf(one) === routeOf(link))
          )
            queue.push(link)
      }
      expect(routes.filter((route) => !seen.has(route))).toEqual([])
      expect(errors).toEqual([])
      await context.close()
    })
  }
}

test('a foreign host name is refused', async ({ request, baseURL }) => {
  const answer = await request.get(`${baseURL}/`, { headers: { host: 'evil.example' } })
  expect(answer.status()).toBe(403)
})
