import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { World, WorldBridge, WorldPacket, WorldPort } from './switch-world'
import { Unixctl } from './unixctl'

const run = promisify(execFile)
const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema'
const OUTPUT_MAX = 1 << 28
const BAD_RULES_MAX = 64
const START_TRIES = 200
const TRY_MS = 25
const BUSY_MS = 3000

/** What `ovs-ofctl` prints of one bridge. */
export type Dumps = {
  readonly flows: string
  readonly groups: string | null
  readonly meters: string | null
  readonly tlvMap: string | null
}

/**
 * Open vSwitch itself, on a datapath of its own in user space: its sockets, database and logs lie in a temporary folder,
 * and no system service, kernel module or network device is touched.
 */
export class RealSwitch {
  private topology = ''
  private readonly loaded = new Map<string, WorldBridge>()
  private control: Unixctl | null = null

  private constructor(
    readonly folder: string,
    private readonly children: readonly ChildProcess[],
  ) {}

  static async start(): Promise<RealSwitch> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-ovs-'))
    const database = path.join(folder, 'conf.db')
    const socket = `unix:${path.join(folder, 'db.sock')}`
    const env = { ...process.env, OVS_RUNDIR: folder, OVS_LOGDIR: folder, OVS_DBDIR: folder }
    const quiet = ['-vconsole:off', '-vsyslog:off', '-vfile:off']
    await run('ovsdb-tool', ['create', database, SCHEMA], { env })
    const start = (program: string, args: string[]) =>
      spawn(program, [...args, ...quiet], { env, stdio: 'ignore', cwd: folder })
    const children = [
      start('ovsdb-server', [database, `--remote=p${socket}`, `--unixctl=${path.join(folder, 'db.ctl')}`]),
    ]
    const self = new RealSwitch(folder, children)
    try {
      await comes(() => self.vsctl(['--no-wait', 'init']))
      children.push(
        start('ovs-vswitchd', [
          socket,
          '--enable-dummy',
          '--disable-system',
          '--disable-system-route',
          `--unixctl=${path.join(folder, 'switch.ctl')}`,
        ]),
      )
      self.control = await comes(() => Unixctl.connect(path.join(folder, 'switch.ctl')))
    } catch (error) {
      await self.stop()
      throw error
    }
    return self
  }

  async stop(): Promise<void> {
    this.control?.close()
    for (const child of this.children.toReversed()) {
      const isOver = child.exitCode !== null ? null : new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await isOver
    }
    rmSync(this.folder, { recursive: true, force: true })
  }

  ask(method: string, ...params: readonly string[]): Promise<string> {
    if (!this.control) throw new Error('the switch is not running')
    return this.control.ask(method, ...params)
  }

  /** Makes the switch that of the world. Rules that it refuses are left out; answers how many. */
  async load(world: World): Promise<number> {
    const topology = JSON.stringify(world.bridges.map(({ name, ports }) => ({ name, ports })))
    if (topology !== this.topology) {
      // In one transaction with the new ports, the old ones would still hold their numbers.
      await this.vsctl(['--if-exists', 'del-br', 'br0', '--', '--if-exists', 'del-br', 'br1'])
      await this.vsctl(bridgeCommands(world))
      this.loaded.clear()
      this.topology = topology
    }
    let refused = 0
    for (const bridge of world.bridges) refused += await this.loadBridge(bridge)
    await this.ask('fdb/flush')
    return refused
  }

  /** Puts the rules of one bridge back, for after a packet that changed them. */
  async loadBridge(bridge: WorldBridge): Promise<number> {
    await this.ofctl(['del-flows', bridge.name])
    const before = this.loaded.get(bridge.name)
    if (before?.groups.length) await this.ofctl(['del-groups', bridge.name])
    if (before?.meters.length) await this.ofctl(['del-meters', bridge.name])
    if (before?.tlvMap.length) await this.ofctl(['del-tlv-map', bridge.name])
    this.loaded.set(bridge.name, bridge)
    for (const entry of bridge.tlvMap) await this.ofctl(['add-tlv-map', bridge.name, entry])
    for (const meter of bridge.meters) await this.ofctl(['add-meter', bridge.name, meter])
    const refusedGroups = await this.addLines(bridge.name, 'add-groups', bridge.groups)
    return refusedGroups + (await this.addLines(bridge.name, 'add-flows', bridge.flows))
  }

  /** Adds what a file says, without the lines that the switch or its tools refuse. */
  private async addLines(bridge: string, command: string, lines: readonly string[]): Promise<number> {
    const file = path.join(this.folder, 'lines.txt')
    let rest = [...lines]
    for (let refused = 0; rest.length > 0; refused++) {
      writeFileSync(file, `${rest.join('\n')}\n`)
      const problem = await this.ofctl([command, bridge, file]).then(
        () => null,
        (error: Error & { stderr?: string }) => error.stderr ?? error.message,
      )
      if (problem === null) return refused
      if (refused > BAD_RULES_MAX) throw new Error(`${command}: ${problem}`)
      const line = Number(/lines\.txt:(\d+)/.exec(problem)?.[1] ?? 0)
      if (line === 0) return refused + (await this.addOneByOne(bridge, command, rest))
      if (process.env.ROLLCALL_REFUSED) process.stderr.write(`${problem.split('\n')[0]}\n   ${rest[line - 1]}\n`)
      rest = rest.toSpliced(line - 1, 1)
    }
    return lines.length - rest.length
  }

  private async addOneByOne(bridge: string, command: string, lines: readonly string[]): Promise<number> {
    let refused = 0
    for (const line of lines) {
      const isAdded = await this.ofctl([command.replace(/s$/, ''), bridge, line]).then(
        () => true,
        (error: Error & { stderr?: string }) => {
          if (process.env.ROLLCALL_REFUSED) process.stderr.write(`${error.stderr?.split('\n')[0]}\n   ${line}\n`)
          return false
        },
      )
      if (!isAdded) refused++
    }
    return refused
  }

  async dump(bridge: WorldBridge, version = 'OpenFlow15', ...options: readonly string[]): Promise<Dumps> {
    const dump = (command: string) => this.ofctl([...options, command, bridge.name], version)
    return {
      flows: await dump('dump-flows'),
      groups: bridge.groups.length > 0 ? await this.ofctl(['dump-groups', bridge.name]) : '',
      meters: bridge.meters.length > 0 ? await this.ofctl(['dump-meters', bridge.name]) : null,
      tlvMap: bridge.tlvMap.length > 0 ? await this.ofctl(['dump-tlv-map', bridge.name]) : null,
    }
  }

  trace({ bridge, packet, ctNext, hasPacket }: WorldPacket): Promise<string> {
    const options = ctNext.flatMap((state) => ['--ct-next', state])
    return this.ask('ofproto/trace', ...options, bridge, packet, ...(hasPacket ? ['-generate'] : []))
  }

  async vsctl(args: readonly string[]): Promise<string> {
    const socket = `unix:${path.join(this.folder, 'db.sock')}`
    return (await run('ovs-vsctl', [`--db=${socket}`, '--timeout=20', ...args], { maxBuffer: OUTPUT_MAX })).stdout
  }

  async ofctl(args: readonly string[], version = 'OpenFlow15'): Promise<string> {
    const env = { ...process.env, OVS_RUNDIR: this.folder }
    const ask = () => run('ovs-ofctl', ['-O', version, ...args], { env, maxBuffer: OUTPUT_MAX })
    // A switch that is busy with a long trace lets a connection wait too long, or break.
    const again = async (error: Error & { stderr?: string }) => {
      if (!error.stderr?.includes('failed to open socket')) throw error
      await sleep(BUSY_MS)
      return ask()
    }
    return (await ask().catch(again)).stdout
  }
}

/** Asks again until a daemon that is starting up answers. */
async function comes<T>(ask: () => Promise<T>): Promise<T> {
  for (let i = 1; ; i++) {
    try {
      return await ask()
    } catch (error) {
      if (i >= START_TRIES) throw error
      await sleep(TRY_MS)
    }
  }
}

/** One transaction that makes the bridges of the world. */
function bridgeCommands(world: World): string[] {
  const commands: string[][] = []
  for (const { name, ports } of world.bridges) {
    commands.push(
      ['add-br', name],
      ['set', 'bridge', name, 'datapath-type=dummy', 'fail-mode=secure'],
      ['set', 'bridge', name, 'protocols=[OpenFlow10,OpenFlow11,OpenFlow12,OpenFlow13,OpenFlow14,OpenFlow15]'],
      ...ports.flatMap((port) => portCommands(name, port)),
    )
  }
  return commands.flatMap((command, i) => (i === 0 ? command : ['--', ...command]))
}

function portCommands(bridge: string, port: WorldPort): string[][] {
  const columns: string[] = []
  if (port.tag !== undefined) columns.push(`tag=${port.tag}`)
  if (port.trunks && port.trunks.length > 0) columns.push(`trunks=[${port.trunks.join(',')}]`)
  if (port.vlanMode) columns.push(`vlan_mode=${port.vlanMode}`)
  for (const [key, value] of Object.entries(port.otherConfig ?? {})) columns.push(`other_config:${key}=${value}`)
  return [
    ['add-port', bridge, port.name],
    ['set', 'interface', port.name, `type=${port.type}`, `ofport_request=${port.ofport}`],
    ...Object.entries(port.options).map(([key, value]) => ['set', 'interface', port.name, `options:${key}=${value}`]),
    ...(columns.length > 0 ? [['set', 'port', port.name, ...columns]] : []),
  ]
}
