import { execFile } from 'node:child_process'
import net from 'node:net'
import { promisify } from 'node:util'

const run = promisify(execFile)
const HOST_LINK = 'rc-agent0'

/** A guest in a network namespace: eth0 with a MAC and an address, and a way to the server under test. */
export type GuestNamespace = {
  readonly url: string // of the server, as the guest reaches it
  /** Runs a shell script inside; programs in `without` are not there. Never throws: answers status and output. */
  run(script: string, without?: readonly string[]): Promise<{ status: number; output: string }>
  ip(...args: string[]): Promise<void>
  close(): Promise<void>
}

export async function openGuestNamespace(options: {
  readonly name: string
  readonly mac: string
  readonly address: string
  readonly hostAddress: string
  readonly server: string // http://127.0.0.1:PORT
}): Promise<GuestNamespace> {
  const { name, mac, address, hostAddress, server } = options
  const peerAddress = hostAddress.replace(/\d+$/, '2')
  const ip = async (...args: string[]) => void (await run('ip', args))
  await run('ip', ['netns', 'del', name]).catch(() => undefined)
  await run('ip', ['link', 'del', HOST_LINK]).catch(() => undefined)
  await ip('netns', 'add', name)
  await ip('link', 'add', HOST_LINK, 'type', 'veth', 'peer', 'name', 'veth-up', 'netns', name)
  await ip('addr', 'add', `${hostAddress}/24`, 'dev', HOST_LINK)
  await ip('link', 'set', HOST_LINK, 'up')
  await ip('-n', name, 'addr', 'add', `${peerAddress}/24`, 'dev', 'veth-up')
  await ip('-n', name, 'link', 'set', 'veth-up', 'up')
  await ip('-n', name, 'link', 'add', 'eth0', 'address', mac, 'type', 'veth', 'peer', 'name', 'veth-wire')
  await ip('-n', name, 'addr', 'add', address, 'dev', 'eth0')
  await ip('-n', name, 'link', 'set', 'eth0', 'up')
  // The server under test listens on loopback only; what it is reached through stands for a reverse proxy.
  const relay = net.createServer((inside) => {
    const outside = net.connect(Number(new URL(server).port), '127.0.0.1')
    inside.pipe(outside).pipe(inside)
    for (const end of [inside, outside])
      end.on('error', () => {
        inside.destroy()
        outside.destroy()
      })
  })
  await new Promise<void>((resolve) => relay.listen(0, hostAddress, resolve))
  const { port } = relay.address() as net.AddressInfo
  return {
    url: `http://${hostAddress}:${port}`,
    ip: (...args) => ip('-n', name, ...args),
    async run(script, without = []) {
      const hide = without
        .map((program) => `for f in $(which -a ${program}); do mount --bind /dev/null "$(readlink -f "$f")"; done`)
        .join('\n')
      const inside = ['netns', 'exec', name, 'unshare', '-m', 'sh', '-c', `${hide}\n${script}`]
      try {
        const { stdout, stderr } = await run('ip', inside)
        return { status: 0, output: stdout + stderr }
      } catch (error) {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
        return { status: code, output: `${stdout}${stderr}` }
      }
    },
    async close() {
      relay.close()
      await run('ip', ['netns', 'del', name]).catch(() => undefined)
      await run('ip', ['link', 'del', HOST_LINK]).catch(() => undefined)
    },
  }
}
