import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { makeFolder } from '../store/temporary-folder.ts'
import { hasStackTrace, makeStaffedStation, runFoyer, typed } from './run-foyer.ts'

const commands = [
  'start',
  'central',
  'conformance',
  'import',
  'stage',
  'batch',
  'profile',
  'presence',
  'card',
  'person',
  'force-in',
  'force-out',
  'undo',
  'correct',
  'settle',
  'hours',
  'who',
  'audit',
  'replay',
  'sync',
  'status',
  'export',
]
const subcommands = [
  'batch list',
  'batch show',
  'batch approve',
  'batch reject',
  'profile put',
  'profile delete',
  'profile list',
  'profile check',
  'presence put',
  'person set-role',
  'person set-pin',
  'card check-in',
  'card list',
  'card revoke',
  'hours show',
  'hours export',
  'audit verify',
]

describe('the command line', () => {
  it('explains every command, with examples and exit codes, and ends well', async () => {
    for (const command of [...commands, ...subcommands]) {
      const run = await runFoyer([...command.split(' '), '--help'])
      assert.equal(run.code, 0, run.stderr)
      assert.match(run.stdout, new RegExp(`^Usage: foyer ${command} `))
      assert.match(run.stdout, new RegExp(`Examples:\\n {2}\\$ npm run -s foyer -- ${command}\\b`))
      assert.match(run.stdout, /Exit codes:\n {2}0 {3}done/)
      assert.equal(run.stderr, '')
    }
  })

  it('lists every command', async () => {
    const run = await runFoyer(['--help'])
    assert.equal(run.code, 0)
    for (const command of commands) assert.match(run.stdout, new RegExp(`^ {2}${command} `, 'm'))
  })

  it('suggests what was probably meant, on stderr, with exit code 2', async () => {
    const cases: [string[], RegExp][] = [
      [['expotr'], /unknown command 'expotr'\n\(Did you mean export\?\)/],
      [['start', '--prot', '1'], /unknown option '--prot'\n\(Did you mean --port\?\)/],
      [['export', 'evnts', '--data', '.'], /Allowed choices are events, presence, people, audit, clock/],
      [['export', 'events', '--data', '.', '--format', 'xml'], /Allowed choices are jsonl, csv/],
      [['start', '--port', '70000'], /a whole number from 0 \(any free one\) to 65535/],
      [['start', '--shell', 'emacs'], /Allowed choices are electron, browser, none/],
      [['central', '--port', '0', '--data', '.', '--zone', 'Mars'], /an IANA time zone such as Europe\/Berlin/],
      [['status'], /required option '--data <dir>' not specified/],
      [['sync', '--data', '.'], /required option '--once' not specified/],
      [['import', '--data', '.'], /missing required argument 'file'/],
      [['import', 'a', 'b', '--data', '.'], /too many arguments/],
    ]
    const runs = await Promise.all(cases.map(([args]) => runFoyer(args)))
    for (const [index, run] of runs.entries()) {
      assert.equal(run.code, 2, run.stderr)
      assert.match(run.stderr, cases[index]?.[1] ?? /never/)
      assert.equal(run.stdout, '')
      assert.ok(!hasStackTrace(run))
    }
  })

  it('shows its help on stderr and fails when it is not told what to do', async () => {
    const run = await runFoyer([])
    assert.equal(run.code, 2)
    assert.match(run.stderr, /^Usage: foyer/)
    assert.equal(run.stdout, '')
  })
})

describe('a data folder', () => {
  it('is named, and not that which the command happens to run in', async () => {
    for (const command of [['who'], ['replay', 'taps.jsonl']]) {
      const run = await runFoyer([...command, '--data', ''])
      assert.equal(run.code, 2)
      assert.match(run.stderr, /Expected the path of a data folder, and it is empty/)
    }
  })

  it('that is none is left as it was, by commands that write too', async (test) => {
    const dir = makeFolder(test)
    const file = join(makeFolder(test), 'roster.csv')
    writeFileSync(file, 'employeeNumber,displayName\n')
    for (const command of [['import', file], ['stage', file], ['outbox', 'retry', '1'], ['who']]) {
      const run = await runFoyer([...command, '--data', dir])
      assert.equal(run.code, 3, run.stderr)
      assert.match(run.stderr, /station\.json: there is no such file/)
      assert.deepEqual(readdirSync(dir), [])
    }
  })
})

describe('a fault of Foyer itself', () => {
  it('is one line that says where the details are, with exit code 70', async (test) => {
    const dir = await makeStaffedStation(test)
    await runFoyer(['replay', '-', '--data', dir], { input: typed('02T08:00:00', '0000000101\n') })
    const plant = `data:text/javascript,Temporal.Instant.fromEpochMilliseconds = () => { throw new RangeError('planted') }`
    const run = await runFoyer(['export', 'events', '--data', dir], {
      env: { NODE_OPTIONS: `--import "${plant}"` },
    })
    assert.equal(run.code, 70, run.stderr)
    assert.equal(run.stdout, '')
    const log = join(dir, 'foyer-faults.log')
    assert.equal(run.stderr, `foyer: a fault of Foyer itself (RangeError: planted); the details are in ${log}\n`)
    assert.match(readFileSync(log, 'utf8'), /foyer export\nRangeError: planted\n +at /)
  })
})

describe('an old Node', () => {
  const old = findOldNode()
  const skip = old === null ? 'no Node older than 26 is installed at /usr/bin/node or /usr/local/bin/node' : false

  it('is told in one sentence which one is needed and how to get it', { skip }, async () => {
    for (const args of [[], ['start'], ['status', '--data', '.']]) {
      const run = await runFoyer(args, { node: old ?? '' })
      assert.equal(run.code, 1)
      assert.equal(run.stdout, '')
      assert.match(run.stderr, /^Foyer needs Node 26 or newer and this is Node \d+\.\d+\.\d+: .*npm start.*\.\n$/)
    }
  })
})

function findOldNode(): string | null {
  const places = ['/usr/bin/node', '/usr/local/bin/node'].filter(existsSync)
  const isOld = (node: string) =>
    Number(execFileSync(node, ['-p', 'process.versions.node']).toString().split('.')[0]) < 26
  return places.find(isOld) ?? null
}
