// How a host of 10⁵ rules behaves in a browser: until it can be used, how long the main thread is held while scrolling and filtering.
import { say } from '../launch/say.mjs'
import { writeLargeDump } from './large-dump.mjs'

const GUESTS = 25_000
const SCROLLS = 60
const FILTERS = ['table=10 && arp_spa=10.17.20.0/24 && actions~goto', 'ip~10.17.3.9', 'packets>900', '0xdead', '']

/** `base`: the served product with at least one host, number `host`. */
export async function measureRules(page, base, host) {
  const answer = await fetch(`${base}/api/v1/flow-dumps?hostId=${host}&bridge=br-bench`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: writeLargeDump(GUESTS),
  })
  if (!answer.ok) throw new Error(`the flow table was not taken: ${await answer.text()}`)
  const times = []
  for (let turn = 0; turn < 3; turn++) {
    const since = performance.now()
    await page.goto(`${base}/hosts/${host}?bridge=br-bench`, { waitUntil: 'load', timeout: 120_000 })
    await page.getByRole('table', { name: 'Rules' }).getByRole('row').nth(1).waitFor()
    times.push(Math.round(performance.now() - since))
  }
  say(
    `host of ${(4 * GUESTS + 3).toLocaleString('en')} rules: ${times.join(', ')} ms until its rules are drawn (the first reads the dump)`,
  )
  await page.evaluate(() => {
    window.longTasks = []
    new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((one) => one.duration))).observe({
      type: 'longtask',
      buffered: false,
    })
  })
  const list = page.getByRole('table', { name: 'Rules' })
  for (let i = 1; i <= SCROLLS; i++) {
    await list.evaluate(
      (element, share) => {
        element.scrollTop = element.scrollHeight * share
      },
      ((i * 7919) % SCROLLS) / SCROLLS,
    )
    await page.waitForTimeout(50)
  }
  await report(page, `${SCROLLS} jumps through the list`)
  await list.hover()
  for (let i = 0; i < SCROLLS; i++) {
    await page.mouse.wheel(0, 700)
    await page.waitForTimeout(30)
  }
  await report(page, `${SCROLLS} turns of the wheel`)
  for (const filter of FILTERS) {
    const since = performance.now()
    await page.getByRole('combobox', { name: 'Filter rules' }).fill(filter)
    await page.keyboard.press('Enter')
    await page.getByText('Looking…').first().waitFor({ state: 'hidden' })
    say(`filter ${filter || '(none)'}: ${Math.round(performance.now() - since)} ms`)
  }
  await report(page, 'filters')
  const elements = await page.evaluate(() => document.querySelectorAll('*').length)
  say(`${elements} elements in the document`)
}

async function report(page, what) {
  const tasks = await page.evaluate(() => window.longTasks.splice(0))
  const longest = Math.round(Math.max(0, ...tasks))
  say(`${what}: ${tasks.length} tasks over 50 ms, the longest ${longest} ms (aim: none over 200)`)
}
