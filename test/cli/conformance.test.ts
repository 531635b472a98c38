import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { makeFolder } from '../store/temporary-folder.ts'
import { hasStackTrace, type RunningFoyer, readJsonLines, runFoyer, startFoyer, writeBeside } from './run-foyer.ts'

const secret = 'a secret of the tests'

describe('trying a central service', () => {
  it('passes against the reference service that has the printed roster, and says so by its exit code', async (test) => {
    const { url } = await startExpected(test)
    const run = await runFoyer(['conformance', url, '--secret', secret, '--only', 'clock'])
    assert.equal(run.code, 0, run.stdout)
    assert.equal(run.stderr, '')
    const lines = run.stdout.trimEnd().split('\n')
    const count = lines.length - 1
    assert.equal(lines.at(-1), `${count} checks: ${count} passed, 0 failed, 0 skipped`)
    assert.match(
      lines[0] ?? '',
      /^passed {2}clock: a first call is answered 200 CLOCKED IN as text \[Sonoran CMS, “Clock In Out”\]$/,
    )
  })

  it('fails against a service that knows nobody of the roster, and shows what was expected and what came', async (test) => {
    const { url } = await startCentral(test, [])
    const run = await runFoyer(['conformance', url, '--secret', secret, '--only', 'clock'])
    assert.equal(run.code, 1)
    assert.match(
      run.stdout,
      /^failed {2}clock: a first call .*\n {8}expected {2}\["200 CLOCKED IN","text\/plain"\]\n {8}came back \["404 API ID NOT LINKED/m,
    )
    assert.match(run.stdout, /passed, \d+ failed, 0 skipped\n$/)
    assert.ok(!hasStackTrace(run))
  })

  it('says in one sentence that the secret is wrong, and tries nothing', async (test) => {
    const { url } = await startExpected(test)
    for (const more of [[], ['--only', 'clock,cards']]) {
      const run = await runFoyer(['conformance', url, '--secret', 'a wrong one', ...more])
      const sentence = `${url} does not take this secret anywhere; look at --secret.\n`
      assert.deepEqual([run.code, run.stdout, run.stderr], [1, '', sentence])
    }
  })

  it('prints JSON with a summary, takes the secret from a variable and never repeats it', async (test) => {
    const { url } = await startExpected(test)
    const args = ['conformance', url, '--secret', 'env:A_SECRET', '--only', 'clock', '--vendor', '--json']
    const run = await runFoyer(args, { env: { A_SECRET: secret } })
    assert.equal(run.code, 0, run.stdout)
    const lines = readJsonLines(run.stdout)
    const results = lines.slice(0, -1)
    const count = results.length
    assert.deepEqual(lines.at(-1), { summary: { passed: count, failed: 0, skipped: 0, total: count } })
    for (const result of results) {
      assert.deepEqual(Object.keys(result), ['area', 'name', 'source', 'result', 'expected', 'actual'])
      assert.notEqual(result.source, 'ours')
    }
    assert.ok(!run.stdout.includes(secret))
  })

  it('lists the checks without a service', async () => {
    const all = readJsonLines((await runFoyer(['conformance', '--list', '--json'])).stdout)
    const some = readJsonLines((await runFoyer(['conformance', '--list', '--json', '--only', 'cards,clock'])).stdout)
    assert.deepEqual(
      some,
      all.filter(({ area }) => area === 'cards' || area === 'clock'),
    )
    assert.ok(some.length > 0)
    const plain = await runFoyer(['conformance', '--list', '--vendor'])
    assert.equal(plain.code, 0)
    assert.equal(plain.stdout.trimEnd().split('\n').length, all.filter(({ source }) => source !== 'ours').length)
  })

  it('says what is wrong with the command line', async () => {
    const wrong = [
      { args: [], says: /Say where the service is/ },
      { args: ['http://127.0.0.1:1'], says: /Say its secret/ },
      { args: ['127.0.0.1:7400', '--secret', 'S'], says: /is no address/ },
      { args: ['http://127.0.0.1:1', '--secret', ''], says: /may not be empty/ },
      { args: ['http://127.0.0.1:1', '--secret', 'S', '--only', 'cards,clocks'], says: /Expected presence, clock,/ },
      { args: ['http://127.0.0.1:1', '--secret', 'S', '--error-threshold', '5'], says: /from 10 to below 100/ },
    ]
    for (const { args, says } of wrong) {
      const run = await runFoyer(['conformance', ...args])
      assert.equal(run.code, 2, args.join(' '))
      assert.match(run.stderr, says)
    }
  })

  it('says that nobody is there, once', async () => {
    const run = await runFoyer(['conformance', 'http://127.0.0.1:1', '--secret', secret])
    assert.equal(run.code, 1)
    assert.equal(run.stdout, '')
    assert.match(run.stderr, /^http:\/\/127\.0\.0\.1:1 does not answer: [^\n]+\n$/)
  })
})

async function startExpected(test: TestContext): Promise<RunningFoyer> {
  const printed = await runFoyer(['conformance', '--print-roster'])
  assert.equal(printed.code, 0)
  const file = writeBeside(join(makeFolder(test), 'station'), 'people.csv', printed.stdout)
  const central = await startCentral(test, ['--people', file])
  assert.ok(!central.said.stderr.includes('people.csv: line'), 'every line of the roster is taken')
  return central
}

function startCentral(test: TestContext, args: readonly string[]): Promise<RunningFoyer> {
  return startFoyer(test, ['central', '--port', '0', '--data', makeFolder(test), '--secret', secret, ...args])
}
