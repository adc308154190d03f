#!/usr/bin/env node
// npm run lab                    OVN with two chassis and three guests on this machine, and Rollcall connected to it
// npm run lab -- neutron         the same with OpenStack Neutron on it, and Rollcall connected to Neutron instead
// npm run lab -- [neutron] story the founding incident played with real packets, told step by step
// npm run lab -- down            ends what an interrupted lab left running
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { inRoot } from '../launch/paths.mjs'
import { prepare } from '../launch/prepare.mjs'
import { freePort, pause } from '../launch/processes.mjs'
import { LaunchError, run, say } from '../launch/say.mjs'

const SCRIPT = inRoot('lab/ovn.sh')
const NEUTRON_SCRIPT = inRoot('lab/neutron.sh')
const [NORTH, SOUTH, NEUTRON] = [6641, 6642, 9696]
const VIP = '172.17.20.39'
const REPORT_MS = 2_000 // how often the guests' addresses are reported
const env = { ...process.env, NB_PORT: String(NORTH), SB_PORT: String(SOUTH), NEUTRON_PORT: String(NEUTRON) }
const home = env.LAB ?? '/tmp/rollcall-lab'

/** One verb of a lab's script; what it says when it fails is what is wrong. */
function runScript(script, ...words) {
  try {
    return execFileSync(script, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    throw new LaunchError(error.stderr?.trim() || error.message)
  }
}
const lab = (...words) => runScript(SCRIPT, ...words)
const neutron = (...words) => runScript(NEUTRON_SCRIPT, ...words)
/** Ends all that the lab began; Neutron first, which works on OVN. */
function endLab() {
  neutron('down')
  lab('down')
}
const pings = (guest, address) =>
  new Promise((resolve) => {
    lab('vm', guest, 'ip', 'neigh', 'flush', 'dev', 'eth0')
    execFile(SCRIPT, ['vm', guest, 'ping', '-n', '-c', '2', '-i', '0.3', '-W', '1', address], { env }, (error) =>
      resolve(error === null),
    )
  })

async function ask(url, path, body) {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const told = await answer.json()
  if (!answer.ok) throw new LaunchError(told.sentence ?? `the server answered ${answer.status}`)
  return told
}

/** What each guest has configured, as its own `ip addr show` says it, reported again only when it says something new. */
function reportGuests(url) {
  const last = new Map()
  const report = async () => {
    for (const guest of ['vmA', 'vmB', 'vmC']) {
      const text = `[root@${guest} ~]# ip addr show\n${lab('vm', guest, 'ip', 'addr', 'show')}\n`
      if (last.get(guest) === text) continue
      await ask(url, 'captures', { text, source: 'lab' })
      last.set(guest, text)
    }
  }
  const timer = setInterval(() => report().catch((error) => say(`Not reported: ${error.message}`)), REPORT_MS)
  return { first: report, stop: async () => clearInterval(timer) }
}

run(async () => {
  const words = process.argv.slice(2)
  const stranger = words.find((word) => !['neutron', 'story', 'down'].includes(word))
  if (stranger) throw new LaunchError(`${stranger} is no word of the lab: neutron, story or down.`)
  if (words.includes('down')) return endLab()
  const withNeutron = words.includes('neutron')
  neutron('down') // of a lab that was interrupted: it would write to the new databases
  say('Starting OVN: two chassis, three guests.')
  lab('up')
  try {
    if (withNeutron) {
      say('Starting Neutron on it: about a quarter of a minute.')
      neutron('up')
    }
    await prepare()
    const { startStack, stopOnSignal } = await import('../launch/stack.mjs')
    const { buildWeb, serveWeb } = await import('../launch/web.mjs')
    const data = inRoot(withNeutron ? '.data/lab-neutron' : '.data/lab') // one fabric serves the guests, not both
    mkdirSync(data, { recursive: true })
    const stack = await startStack(data, { demo: false })
    stack.add({ stop: async () => endLab() })
    stopOnSignal(stack.stop)
    try {
      await buildWeb('.next')
      const port = await freePort(Number(process.env.PORT ?? 3200))
      const web = await serveWeb({
        buildDir: '.next',
        host: '127.0.0.1',
        port,
        env: stack.env,
        children: stack.children,
      })
      stack.add(web)
      await connect(web.url, withNeutron)
      const guests = reportGuests(web.url)
      stack.add(guests)
      await guests.first()
      process.stdout.write(`The lab is ready: ${web.url}\n`)
      if (words.includes('story')) await story(web.url)
      else say(`Give a guest an address: lab/ovn.sh vm vmA ip addr add ${VIP}/20 dev eth0 label eth0:1`)
    } catch (error) {
      await stack.stop()
      throw error
    }
  } catch (error) {
    endLab()
    throw error
  }
})

/** Connects the lab's fabric, which a lab of before may have stored already. */
async function connect(url, withNeutron) {
  const collector = `local:${home}/{host}`
  const draft = withNeutron
    ? { kind: 'neutron', name: 'lab-neutron', auth: 'none', endpoint: `http://127.0.0.1:${NEUTRON}`, collector }
    : {
        kind: 'ovn',
        name: 'lab',
        endpoint: `tcp:127.0.0.1:${NORTH}`,
        southbound: `tcp:127.0.0.1:${SOUTH}`,
        collector,
      }
  await ask(url, 'fabrics', draft).catch((error) => {
    if (!/taken/.test(error.message)) throw error
  })
  for (let turn = 0; turn < 60; turn++) {
    const { fabrics } = await fetch(`${url}/api/v1/fabrics`).then((answer) => answer.json())
    if (
      fabrics?.some((fabric) => fabric.name === draft.name && fabric.readAt && !fabric.error && fabric.readHosts === 2)
    )
      return
    await pause(500)
  }
  throw new LaunchError('the lab was not read within 30 seconds')
}

/** The founding incident: each step is done to the guests, and seen in the dashboard by itself. */
async function story(url) {
  const tell = (text) => process.stdout.write(`\n${text}\n`)
  tell('1. vmB reaches vmA by its registered address.')
  say(`   ping 172.17.20.29: ${(await pings('vmB', '172.17.20.29')) ? 'answered' : 'NOT answered'}`)
  tell(`2. The administrator of vmA adds a VIP: ip addr add ${VIP}/20 dev eth0 label eth0:1`)
  lab('vm', 'vmA', 'ip', 'addr', 'replace', `${VIP}/20`, 'dev', 'eth0', 'label', 'eth0:1')
  tell(`3. It answers on vmA itself, and vmB gets no reply.`)
  say(`   ping ${VIP} on vmA: ${(await pings('vmA', VIP)) ? 'answered' : 'NOT answered'}`)
  say(`   ping ${VIP} on vmB: ${(await pings('vmB', VIP)) ? 'ANSWERED' : 'no reply'}`)
  tell(`4. Open ${url}/findings: ${VIP} is unregistered, and the rule that drops it has a table and a line.`)
  tell('   Register it there. Waiting for vmB to get an answer; Ctrl-C ends the lab.')
  while (!(await pings('vmB', VIP))) await pause(500)
  tell(`5. vmB reaches ${VIP}. The receipt is under ${url}/changes.`)
}
