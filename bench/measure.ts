import { performance } from 'node:perf_hooks'

/** Milliseconds that `work` takes: the median of `times` runs, after one that is not counted. */
export async function medianOf(times: number, work: (turn: number) => Promise<unknown>): Promise<number> {
  await work(0)
  const taken: number[] = []
  for (let turn = 1; turn <= times; turn++) taken.push(await once(() => work(turn)))
  return taken.sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN
}

/** Milliseconds that one run of `work` takes. */
export async function once(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now()
  await work()
  return performance.now() - since
}
