import { execFileSync } from 'node:child_process'

/** Seconds of processor time that jc took for a text and the records it found; why not when it failed. */
export type JcAnswer = { readonly seconds: number; readonly records: number } | { readonly failed: string }

/** One process imports jc once and its parsers before the clock runs. The fastest turn counts, as it does for ours. */
const PROGRAM = `
import json, sys, time
import jc
TURNS = 3
for question in sys.stdin:
    parser, file = json.loads(question)
    with open(file, encoding='utf-8') as opened:
        text = opened.read()
    try:
        jc.parse(parser, text[:2000].rsplit('\\n', 1)[0], quiet=True)
    except Exception:
        pass
    try:
        best = None
        for _ in range(TURNS):
            since = time.process_time()
            found = jc.parse(parser, text, quiet=True)
            taken = time.process_time() - since
            best = taken if best is None else min(best, taken)
        if isinstance(found, dict):
            records = len(found.get('responses', []))
        else:
            records = sum(len(one['rules']) if 'rules' in one else 1 for one in found)
        print(json.dumps({'seconds': best, 'records': records}))
    except Exception as error:
        print(json.dumps({'failed': repr(error)[:200]}))
`

/** The version of jc that Debian's Python has, or null when it has none. */
export function jcVersion(): string | null {
  try {
    const found = execFileSync('/usr/bin/python3', ['-c', 'import jc; print(jc.__version__)'], { stdio: 'pipe' })
    return found.toString().trim()
  } catch {
    return null
  }
}

/** Seconds of processor time that jc's Python interface takes for each file with the parser named, all in one process. */
export function jcSeconds(questions: readonly (readonly [parser: string, file: string])[]): JcAnswer[] {
  const input = questions.map((one) => `${JSON.stringify(one)}\n`).join('')
  const printed = execFileSync('/usr/bin/python3', ['-c', PROGRAM], { input }).toString()
  return printed
    .trim()
    .split('\n')
    .map((line): JcAnswer => JSON.parse(line))
}
