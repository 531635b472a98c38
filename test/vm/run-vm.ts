/**
 * `npm run test:vm`: what only a machine can show, in a virtual one: readers plugged in and pulled out, and power cuts. Where
 * it cannot be run, it says what is missing and counts as skipped.
 *
 *     npm run test:vm -- [--list] [FILE…]     only files whose names hold one of the words
 *
 * FOYER_VM_CUTS=100 cuts the power so often.
 */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { options } from '../../build/run-suites-options.ts'
import { runTestFiles, stopRunning } from '../../build/run-test-files.ts'
import { prepareImage } from './image.ts'
import { findWhyNot } from './needs.ts'

const { values, positionals } = parseArgs({ options: { list: { type: 'boolean' } }, allowPositionals: true })
const files = globSync('*.vm.ts', { cwd: import.meta.dirname })
  .filter((file) => positionals.length === 0 || positionals.some((word) => file.includes(word)))
  .sort()
/** A machine takes long to start where others are at work. */
const idleLimitMs = 10 * 60_000

if (values.list) list()
else if (files.length === 0) {
  console.error(`No file of test/vm holds ${positionals.join(' or ')}; --list shows them.`)
  process.exitCode = 2
} else await run()

function list(): void {
  for (const file of files) {
    const names = readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/^\s*test\(\s*(['"`])(.+)\1/gm)
    console.log([basename(file, '.vm.ts'), ...[...names].map(([, , name]) => `  ${name}`)].join('\n'))
  }
}

async function run(): Promise<void> {
  const why = findWhyNot() ?? tryToPrepare()
  if (why !== null) {
    console.log(`skipped: ${why}`)
    console.log('0 passed, 0 failed, 1 skipped')
    return
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopRunning()
      process.exit(1)
    })
  }
  const paths = files.map((file) => join(import.meta.dirname, file))
  const startedMs = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'foyer-vm-told-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const told = join(folder, 'told')
  const environment = { ...options.environment, FOYER_VM_TOLD: told }
  const result = await runTestFiles(paths, { ...options, environment, concurrency: 1, idleLimitMs })
  for (const skip of result.skips) console.log(`skipped: ${skip}`)
  for (const failure of result.failures) console.log(`✖ ${failure}\n`)
  if (existsSync(told)) console.log(readFileSync(told, 'utf8').trimEnd())
  console.log(`virtual machine: ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  console.log(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`)
  process.exitCode = result.failed > 0 || result.passed === 0 ? 1 : 0
}

/** Packages that cannot be had are no fault of ours. */
function tryToPrepare(): string | null {
  try {
    prepareImage()
    return null
  } catch (error) {
    return `The guest cannot be made: ${error instanceof Error ? error.message : error}`
  }
}
