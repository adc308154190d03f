// Accessibility and best practices of the production build must reach 95 on these screens; performance is only printed.
import * as chromeLauncher from 'chrome-launcher'
import lighthouse from 'lighthouse'

const SCORE_MIN = 95
const SCREENS = ['/', '/topology', '/addresses']
const base = process.env.BASE_URL
const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const chrome = await chromeLauncher.launch({ chromePath: process.env.CHROMIUM_PATH, chromeFlags: flags })
let isGood = true
try {
  for (const screen of SCREENS) {
    const result = await lighthouse(`${base}${screen}`, {
      port: chrome.port,
      logLevel: 'error',
      onlyCategories: ['accessibility', 'best-practices', 'performance'],
      formFactor: 'desktop',
      screenEmulation: { mobile: false, width: 1440, height: 900, deviceScaleFactor: 1, disabled: false },
      throttlingMethod: 'provided',
    })
    const { categories, audits } = result.lhr
    const score = (name) => Math.round(100 * categories[name].score)
    console.log(
      `${screen}: accessibility ${score('accessibility')}, best practices ${score('best-practices')}, performance ${score('performance')}`,
    )
    for (const name of ['accessibility', 'best-practices']) {
      if (score(name) >= SCORE_MIN) continue
      isGood = false
      for (const { id, weight } of categories[name].auditRefs)
        if (weight > 0 && audits[id].score !== null && audits[id].score < 1)
          console.log(
            `  ${id}: ${audits[id].title} ${JSON.stringify(audits[id].details?.items?.slice(0, 3) ?? '').slice(0, 600)}`,
          )
    }
  }
} finally {
  await chrome.kill()
}
process.exit(isGood ? 0 : 1)
