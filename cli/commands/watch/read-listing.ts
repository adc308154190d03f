import { execFile } from 'node:child_process'
import os from 'node:os'
import { promisify } from 'node:util'

const run = promisify(execFile)
const TOOLS = [
  ['ip', 'addr', 'show'],
  ['ifconfig', '-a'],
] as const
const TIMEOUT_MS = 10_000
const OUTPUT_MAX = 16 * 1024 * 1024

/** Words as formats know them, and the places of tools that an ordinary user's PATH leaves out. */
export const TOOL_ENV = { ...process.env, LC_ALL: 'C', PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` }

/** What this machine has configured, as a terminal would show it: the prompt names the machine. */
export async function readListing(): Promise<{ readonly text: string } | { readonly error: string }> {
  let reason = ''
  for (const [tool, ...args] of TOOLS)
    try {
      const { stdout } = await run(tool, args, { timeout: TIMEOUT_MS, maxBuffer: OUTPUT_MAX, env: TOOL_ENV })
      return { text: `[agent@${os.hostname()} ~]# ${[tool, ...args].join(' ')}\n${stdout}` }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT') reason ||= `: ${message}`
    }
  return { error: `neither ip nor ifconfig can be run on this machine${reason}` }
}
