import { describe, expect, it } from 'vitest'
import { countSteps } from '../../support/count-steps'
import { LONG_EVIDENCE } from '../../support/long-evidence'

/** The stage that runs before a release asks for the full 1, 2, 4 and 8 MB; a change is seen in a sixty-fourth of them. */
const UNIT = Number(process.env.ROLLCALL_LINEAR_BYTES ?? 2 ** 14)
const TIMES = [1, 2, 4, 8]

describe('the work a byte', () => {
  it.each(LONG_EVIDENCE.map((one) => [one.what, one] as const))(
    'does not grow with the length of %s',
    (_what, { make, read }) => {
      const perByte = TIMES.map((times) => {
        const text = make(UNIT * times)
        return countSteps(() => read(text)) / text.length
      })
      const [first = 0] = perByte
      expect(first).toBeGreaterThan(0)
      for (const one of perByte) expect(one).toBeLessThan(first * 1.25)
    },
    1_200_000,
  )

  it('is counted: a scan that begins anew for each line is found out', () => {
    const perByte = TIMES.map((times) => {
      const text = 'x'
        .repeat(9)
        .concat('\n')
        .repeat(400 * times)
      const steps = countSteps(() => {
        for (const line of text.split('\n')) text.indexOf(`${line}y`)
      })
      return steps / text.length
    })
    expect(perByte[3]).toBeGreaterThan((perByte[0] ?? 0) * 4)
  })
})
