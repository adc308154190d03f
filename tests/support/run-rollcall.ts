import { execFile } from 'node:child_process'
import path from 'node:path'

const BIN = path.resolve(import.meta.dirname, '../../cli/bin.mjs')
const OUTPUT_MAX = 512 * 1024 * 1024

export type CommandResult = { readonly status: number; readonly stdout: string; readonly stderr: string }

/** Runs the built command line as a user does; never throws. */
export function runRollcall(
  args: readonly string[],
  { input = '', env = {}, cwd }: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const options = { maxBuffer: OUTPUT_MAX, env: { ...process.env, ...env }, ...(cwd !== undefined && { cwd }) }
    const child = execFile(process.execPath, [BIN, ...args], options, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code ?? 255) : 0, stdout, stderr })
    })
    child.stdin?.on('error', () => undefined) // it may have ended without reading
    child.stdin?.end(input)
  })
}

/** The documents of JSON lines. */
export const readJsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
