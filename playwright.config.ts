import { defineConfig, devices } from '@playwright/test'

const isRoot = process.getuid?.() === 0

const ALONE = '**/no-database.spec.ts'
const NAMESPACES = '**/namespaces/*.spec.ts'
const screen = { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } }

export default defineConfig({
  testDir: 'tests/e2e',
  fullyParallel: false,
  workers: 1,
  reporter: 'list',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  use: {
    baseURL: process.env.BASE_URL ?? 'http://127.0.0.1:3100',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(process.env.CHROMIUM_PATH && { executablePath: process.env.CHROMIUM_PATH }),
      chromiumSandbox: !isRoot,
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'chromium', testIgnore: [ALONE, NAMESPACES], use: screen },
    { name: 'namespaces', testMatch: NAMESPACES, use: screen }, // only root may make network namespaces
    { name: 'no-database', testMatch: ALONE, use: screen }, // run last, when the database has been stopped
  ],
})
