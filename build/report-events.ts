/**
 * Reporter for one test file run with `node --test-reporter`: writes what came of each test as one JSON line, for
 * `run-test-files.ts` to count. Node's own reporters print for people, and leave a crash uncounted.
 */
import { inspect } from 'node:util'

/** How one test or suite of tests ended, or that all of them have. */
export type TestReport =
  | { type: 'passed' | 'failed' | 'skipped'; path: string[]; line: number; detail: string }
  /** What the runner says of its own accord, such as an error thrown after its test had ended. */
  | { type: 'warned'; detail: string }
  | { type: 'ended' }

type Incoming = {
  type: string
  data: {
    name: string
    nesting: number
    message?: string
    line?: number
    skip?: string | boolean
    todo?: string | boolean
    details?: { type?: string; error?: Error & { failureType?: string } }
  }
}

export default async function* reportEvents(events: AsyncIterable<Incoming>): AsyncGenerator<string> {
  const path: string[] = []
  for await (const { type, data } of events) {
    if (type === 'test:start') path[data.nesting] = data.name
    const report = toReport(type, data, [...path.slice(0, data.nesting), data.name])
    if (report) yield `${JSON.stringify(report)}\n`
  }
}

function toReport(type: string, data: Incoming['data'], path: string[]): TestReport | null {
  if (type === 'test:summary') return { type: 'ended' }
  if (type === 'test:diagnostic') return toWarning(data.message ?? '')
  if (type !== 'test:pass' && type !== 'test:fail') return null
  const place = { path, line: data.line ?? 0 }
  // A test that is to be done may fail, and is not done either way.
  const excuse = data.skip ?? data.todo
  if (excuse !== undefined && excuse !== false) {
    const reason = typeof excuse === 'string' && excuse !== '' ? excuse : data.todo ? 'to be done' : 'no reason given'
    return { type: 'skipped', ...place, detail: reason }
  }
  if (type === 'test:fail') {
    const error = data.details?.error
    // Whatever failed inside has been counted already.
    if (error?.failureType === 'subtestsFailed') return null
    return { type: 'failed', ...place, detail: describe(error) }
  }
  return data.details?.type === 'suite' ? null : { type: 'passed', ...place, detail: '' }
}

/** The counts that the runner adds at the end are ours to make. */
function toWarning(message: string): TestReport | null {
  const isCount = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/.test(message)
  return isCount ? null : { type: 'warned', detail: message }
}

/** The test runner wraps what was thrown; people want to read what was thrown. */
function describe(error: (Error & { failureType?: string }) | undefined): string {
  if (error === undefined) return 'failed without an error'
  const thrown = error.cause ?? error
  const text = typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 6, colors: false })
  const own = text
    .split('\n')
    .filter((line) => !/^\s+at .*\bnode:[\w/]+:\d+:\d+\)?$/.test(line))
    .join('\n')
  return error.failureType === 'hookFailed' ? `${error.message}\n${own}` : own
}
