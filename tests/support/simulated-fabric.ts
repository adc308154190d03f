import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { bundle } from '../../launch/bundle.mjs'
import { freePort, waitFor } from '../../launch/processes.mjs'

/** A simulated fabric of its own: a real process spoken to over loopback. Sets the environment the product reads. */
export async function startSimulatedFabric(): Promise<{
  url: string
  put: (path: string, body: unknown, method?: string) => Promise<Response>
  stop: () => Promise<void>
}> {
  const programs = await bundle(['simulated-fabric'])
  const port = await freePort(42_000 + Math.floor(Math.random() * 1000))
  const token = 'test-token'
  const url = `http://127.0.0.1:${port}`
  const child: ChildProcess = spawn(process.execPath, [programs['simulated-fabric'] ?? ''], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    stdio: 'ignore',
    env: { ...process.env, ROLLCALL_SIM_PORT: String(port), ROLLCALL_SIM_TOKEN: token },
  })
  await waitFor(
    'The simulated fabric',
    () =>
      fetch(url).then(
        () => true,
        () => false,
      ),
    20,
  )
  process.env.ROLLCALL_SIM_URL = url
  process.env.ROLLCALL_SIM_TOKEN = token
  return {
    url,
    put: (to, body, method = 'PUT') =>
      fetch(`${url}/fabrics/${to}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      }),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}
