import { z } from 'zod'
import { compileRegistrations } from '../../core/registry/compile-registrations'
import { err, ok, type Result } from '../../core/result'
import { CAUTIOUS, type Fabric, type FabricAddress, type FabricError } from '../fabric'
import { ask } from './client'
import { snapshotWire } from './wire'

/** The simulated fabric behind the port. */
export function openSimulated(address: FabricAddress): Fabric {
  return {
    capabilities: { ...CAUTIOUS, mayWrite: true, havips: true, ipv6: true, unicastOnly: false },
    compiler: { compile: compileRegistrations, isOwn: () => true },
    readSnapshots: async () => {
      const answer = read(snapshotWire, await ask(address, 'GET', '/snapshot'))
      return answer.ok ? ok([answer.value]) : answer
    },
    readHost: async (host) => {
      const answer = read(
        z.object({ dump: z.string(), bridge: z.string() }),
        await ask(address, 'GET', `/flows/${encodeURIComponent(host)}`),
      )
      return answer.ok ? ok({ tables: [answer.value], ports: [] }) : answer
    },
    applySteps: async (steps, { revision }) => {
      const answer = read(
        z.object({ revision: z.coerce.string() }),
        await ask(address, 'POST', '/steps', { steps, revision }),
      )
      return answer.ok ? ok({ note: `revision ${answer.value.revision}` }) : answer
    },
    formatSteps: async () => ok(null),
    close: () => {},
  }
}

function read<T>(schema: z.ZodType<T>, answer: Result<unknown, FabricError>): Result<T, FabricError> {
  if (!answer.ok) return answer
  const parsed = schema.safeParse(answer.value)
  return parsed.success
    ? ok(parsed.data)
    : err({ kind: 'invalid', reason: `its answer is not understood: ${parsed.error.message}` })
}
