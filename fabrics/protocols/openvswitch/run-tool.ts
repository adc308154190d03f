import { execFile } from 'node:child_process'
import { err, ok, type Result } from '../../../core/result'
import type { FabricError } from '../../fabric'

const TIMEOUT_MS = 20_000
const OUTPUT_BYTES_MAX = 512 * 1024 * 1024 // a flow table of a million rules

/** Where the tools of Open vSwitch run: on this machine (with its run directory), or on another one over ssh. */
export type ToolPlace =
  | { readonly kind: 'local'; readonly runDirectory: string | null }
  | { readonly kind: 'ssh'; readonly target: string }

/**
 * `local`, `local:/run/openvswitch` or `ssh:user@host[:port]`. Over ssh the key and known hosts are those of the user
 * that runs Rollcall; a key restricted to the three tools below is enough. A sentence when it is neither.
 */
export function parseToolPlace(text: string): ToolPlace | string {
  if (text === 'local') return { kind: 'local', runDirectory: null }
  if (/^local:\/[^\0]*$/.test(text)) return { kind: 'local', runDirectory: text.slice('local:'.length) }
  const target = /^ssh:((?:[A-Za-z0-9._-]+@)?[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?)$/.exec(text)?.[1]
  return target
    ? { kind: 'ssh', target }
    : `${text} is no place of a switch: local, local:/DIRECTORY or ssh:USER@HOST is.`
}

export type Tool = 'ovs-ofctl' | 'ovs-vsctl' | 'ovs-appctl'

/** Runs one tool and answers what it printed; `input` is what it reads. Words are never seen by a shell of this machine. */
export function runTool(
  place: ToolPlace,
  tool: Tool,
  words: readonly string[],
  input = '',
): Promise<Result<string, FabricError>> {
  const [program, args] = place.kind === 'local' ? [tool, [...words]] : ['ssh', sshWords(place.target, tool, words)]
  const env =
    place.kind === 'local' && place.runDirectory !== null
      ? { ...process.env, OVS_RUNDIR: place.runDirectory }
      : process.env
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      { env, timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX },
      (error, stdout, stderr) => {
        if (!error) return resolve(ok(stdout))
        const lines = stderr.trim().split('\n')
        const refusal = lines.find((line) => /^Error OFP/.test(line)) // the switch itself said no to a message
        if (refusal) return resolve(err({ kind: 'invalid', reason: `${tool}: ${refusal}` }))
        const said = lines.at(-1) || error.message
        const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
        resolve(
          err({ kind: 'unreachable', reason: isMissing ? `${program} is not installed here` : `${tool}: ${said}` }),
        )
      },
    )
    child.stdin?.on('error', () => {}) // it ended without reading: its exit says why
    child.stdin?.end(input)
  })
}

function sshWords(target: string, tool: Tool, words: readonly string[]): string[] {
  const [, account = target, port] = /^(.*?)(?::(\d+))?$/.exec(target) ?? []
  const quoted = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
  const options = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', ...(port ? ['-p', port] : [])]
  return [...options, '--', account, [tool, ...quoted].join(' ')]
}
