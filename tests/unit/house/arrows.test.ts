import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')
const MODULES_MIN = 200 // a cruise that saw fewer did not see the tree

type Report = { summary: { totalCruised: number; violations: { rule: { name: string }; from: string }[] } }

function cruise(folder: string, rooms: readonly string[]): Report {
  const args = [
    path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    ...rooms,
  ]
  try {
    return JSON.parse(
      execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 }),
    )
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout) // violations end it with a status of their own
  }
}

/** Each rule with a file that breaks it and what that file imports. */
const OFFENDERS: Readonly<Record<string, readonly [file: string, source: string]>> = {
  'core-stays-pure': ['core/ip/bad-room.ts', "import { x } from '../../server/store/fine'\nexport const a = x"],
  'core-has-no-node': ['core/ip/bad-node.ts', "import { readFileSync } from 'node:fs'\nexport const a = readFileSync"],
  'core-has-few-packages': ['core/ip/bad-package.ts', "import { z } from 'zod'\nexport const a = z"],
  'core-ground-floor': ['core/ip/bad-floor.ts', "import { x } from '../guest/fine'\nexport const a = x"],
  'core-audit-is-the-roof': ['core/guest/bad-roof.ts', "import { x } from '../audit/fine'\nexport const a = x"],
  'core-intake-takes-apart': ['core/guest/bad-intake.ts', "import { x } from '../intake/fine'\nexport const a = x"],
  'intake-knows-core-only': ['intake/bad-room.ts', "import { x } from '../server/store/fine'\nexport const a = x"],
  'no-circles': ['core/text/bad-circle.ts', "import { b } from './bad-circle-back'\nexport const a = b"],
  'fabrics-know-core-only': [
    'fabrics/one/bad-room.ts',
    "import { x } from '../../server/store/fine'\nexport const a = x",
  ],
  'fabrics-apart': ['fabrics/one/bad-neighbour.ts', "import { x } from '../two/fine'\nexport const a = x"],
  'fabrics-no-prisma': ['fabrics/one/bad-database.ts', "import pg from 'pg'\nexport const a = pg"],
  'only-the-catalogue-names-fabrics': [
    'server/operations/bad-fabric.ts',
    "import { x } from '../../fabrics/two/fine'\nexport const a = x",
  ],
  'cli-is-thin': ['cli/bad.ts', "import { x } from '../server/store/fine'\nexport const a = x"],
  'store-knows-core-only': ['server/store/bad.ts', "import { x } from '../operations/fine'\nexport const a = x"],
  'queries-know-core-and-store': [
    'server/queries/bad.ts',
    "import { x } from '../operations/fine'\nexport const a = x",
  ],
  'operations-no-screens': [
    'server/operations/bad-screen.ts',
    "import { x } from '../../components/ui/fine'\nexport const a = x",
  ],
  'operations-no-prisma': ['server/operations/bad-prisma.ts', "import pg from 'pg'\nexport const a = pg"],
  'ui-knows-nothing': ['components/ui/bad.ts', "import { x } from '../../core/guest/fine'\nexport const a = x"],
  'components-take-types-only': [
    'components/audit/bad-value.ts',
    "import { x } from '../../server/queries/fine'\nexport const a = x",
  ],
  'components-know-queries-only': [
    'components/audit/bad-type.ts',
    "import type { T } from '../../server/operations/fine'\nexport type A = T",
  ],
  'components-no-fabrics': [
    'components/audit/bad-fabric.ts',
    "import { x } from '../../fabrics/two/fine'\nexport const a = x",
  ],
  'nobody-imports-app': ['server/queries/bad-app.ts', "import { x } from '../../app/fine'\nexport const a = x"],
  'app-not-the-store': ['app/bad.ts', "import { x } from '../server/store/fine'\nexport const a = x"],
  'product-not-the-workshop': [
    'server/store/bad-test.ts',
    "import { x } from '../../tests/support/fine'\nexport const a = x",
  ],
  'e2e-from-outside': ['tests/e2e/bad.ts', "import { x } from '../../core/guest/fine'\nexport const a = x"],
  'nothing-unresolved': ['core/text/bad-nowhere.ts', "import { x } from './nowhere'\nexport const a = x"],
}
const FINE = [
  'core/guest',
  'core/audit',
  'core/intake',
  'server/store',
  'server/operations',
  'server/queries',
  'components/ui',
  'fabrics/two',
  'app',
  'tests/support',
]
const ROOMS = ['app', 'components', 'core', 'server', 'fabrics', 'cli', 'intake', 'tests']

describe('the arrows', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-arrows-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const put = (file: string, source: string) => {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true })
    writeFileSync(path.join(folder, file), `${source}\n`)
  }

  it('catch one planted offender each', { timeout: 60_000 }, () => {
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
      cpSync(path.join(root, name), path.join(folder, name))
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
    for (const room of FINE) put(`${room}/fine.ts`, 'export const x = 1\nexport type T = number')
    put('core/text/bad-circle-back.ts', "import { a } from './bad-circle'\nexport const b = a")
    for (const [file, source] of Object.values(OFFENDERS)) put(file, source)
    const caught = cruise(folder, ROOMS).summary.violations.map(
      (violation) => `${violation.rule.name} ${violation.from}`,
    )
    // A circle is reported from either of its ends.
    for (const [rule, [file]] of Object.entries(OFFENDERS))
      expect(
        caught.some((line) => line.startsWith(`${rule} ${file.replace(/\.ts$/, '')}`)),
        rule,
      ).toBe(true)
  })

  it('have an offender for every rule', async () => {
    const rules = (await import('../../../.dependency-cruiser.cjs')).default.forbidden.map(
      (rule: { name: string }) => rule.name,
    )
    expect(Object.keys(OFFENDERS).sort()).toEqual([...rules].sort())
  })

  it('were really looked for in the whole tree', { timeout: 60_000 }, () => {
    const { summary } = cruise(root, ROOMS)
    expect(summary.violations).toEqual([])
    expect(summary.totalCruised).toBeGreaterThan(MODULES_MIN)
  })
})
