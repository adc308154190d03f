// What a browser sees of a served world: milliseconds until the topology can be used, and Lighthouse's performance score.
import { chromium } from '@playwright/test'
import { inRoot } from '../launch/paths.mjs'
import { execute, freePort } from '../launch/processes.mjs'
import { say } from '../launch/say.mjs'
import { buildWeb, serveWeb } from '../launch/web.mjs'
import { measureRules } from './browse-rules.mjs'

const TIMES = 5
const SCREENS = { topology: '/topology?vpc=1', addresses: '/addresses', overview: '/' }

export async function measureBrowser(databaseUrl, executablePath) {
  const env = { DATABASE_URL: databaseUrl }
  await buildWeb('.next-test')
  const web = await serveWeb({ buildDir: '.next-test', host: '127.0.0.1', port: await freePort(3611), env })
  const browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    for (const [name, screen] of Object.entries(SCREENS)) {
      const taken = []
      for (let turn = 0; turn <= TIMES; turn++) {
        const since = performance.now()
        await page.goto(`${web.url}${screen}`, { waitUntil: 'load' })
        await page.getByRole('main').getByRole('link').first().waitFor()
        taken.push(performance.now() - since)
      }
      const median = taken.slice(1).sort((a, b) => a - b)[TIMES >> 1]
      say(`${name}: ${Math.round(median)} ms from the request until it is drawn and answers (median of ${TIMES})`)
    }
    await measureRules(page, web.url, 1)
    say(
      await execute(process.execPath, [inRoot('tests/lighthouse/gate.mjs')], {
        env: { BASE_URL: web.url, CHROMIUM_PATH: executablePath },
      }),
    )
  } finally {
    await browser.close()
    await web.stop()
  }
}
