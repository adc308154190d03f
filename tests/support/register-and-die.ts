import { LOCAL_OPERATOR } from '../../server/actor'
import { registrationInput } from '../../server/operations/fix/plan-registration'
import { registerAddress } from '../../server/operations/fix/register-address'

/**
 * Registers through the fabric and dies as a killed process does, at a moment of its own: `answer`, when the fabric has
 * taken the change and its answer is not yet read; `reading`, when the answer is stored and the reading back begins.
 */
const moment = process.env.DIE_AT
const ask = globalThis.fetch
let isTaken = false
globalThis.fetch = async (url, init) => {
  if (isTaken && moment === 'reading') process.kill(process.pid, 'SIGKILL')
  const response = await ask(url, init)
  isTaken ||= String(url).endsWith('/steps')
  if (isTaken && moment === 'answer') process.kill(process.pid, 'SIGKILL')
  return response
}
await registerAddress(registrationInput.parse(JSON.parse(process.argv[2] ?? '')), LOCAL_OPERATOR)
