/**
 * `npm run check` and `npm test`: runs the suites one after the other, prints what failed in full and what passed in one
 * line, and ends with `N passed, N failed, N skipped`, the sum of all. Exit code 1 if anything failed or nothing ran.
 *
 *     node build/run-suites.ts check          format and lint, types, unit and integration tests
 *     node build/run-suites.ts test           that, and the end-to-end tests in a browser
 *     node build/run-suites.ts files FILE…    these test files alone
 */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { options } from './run-suites-options.ts'
import { type RunOptions, runTestFiles, type SuiteResult, stopRunning, sumResults } from './run-test-files.ts'

type Suite = { name: string; run: (onFile: NonNullable<RunOptions['onFile']>) => Promise<SuiteResult> }

/** In a browser and a station at a time; two at once on a small machine make each other late. */
const endToEndFolders = ['test/e2e/', 'test/electron/']
const { folder } = options

/** So many of the slowest files are named, so that whoever finds the tests too slow knows where to begin. */
const namedSlow = 5

function planSuites(mode: string | undefined, files: readonly string[]): Suite[] | null {
  const testFiles = globSync('test/**/*.test.{ts,tsx}', { cwd: folder })
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
  const isEndToEnd = (file: string) => endToEndFolders.some((start) => file.startsWith(start))
  const check: Suite[] = [
    { name: 'format and lint', run: async () => runCommands([['biome', 'check', '--error-on-warnings', '.']]) },
    {
      name: 'types',
      run: async () =>
        runCommands(
          ['.', 'tsconfig.pure.json', 'renderer'].map((project) => ['tsc', '--pretty', 'false', '-p', project]),
        ),
    },
    {
      name: 'unit and integration',
      run: (onFile) => runTestFiles(absolute(testFiles.filter((file) => !isEndToEnd(file))), { ...options, onFile }),
    },
  ]
  const endToEnd: Suite = {
    name: 'end to end',
    run: (onFile) => runTestFiles(absolute(testFiles.filter(isEndToEnd)), { ...options, concurrency: 1, onFile }),
  }
  if (mode === 'check') return check
  if (mode === 'test') return [...check, endToEnd]
  if (mode === 'files' && files.length > 0) {
    return [
      {
        name: 'files',
        run: (onFile) =>
          runTestFiles(
            files.map((file) => resolve(file)),
            { ...options, onFile },
          ),
      },
    ]
  }
  return null
}

function absolute(files: readonly string[]): string[] {
  return files.map((file) => join(folder, file))
}

/** Runs tools of `node_modules/.bin`; all of them together count as one check. */
function runCommands(commands: readonly string[][]): SuiteResult {
  const failures = commands.flatMap(([tool = '', ...parameters]) => {
    const { status, stdout, stderr, error } = spawnSync(tool, parameters, {
      cwd: folder,
      env: options.environment,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
      // npm puts `.cmd` files there on Windows, which need a shell.
      shell: process.platform === 'win32',
    })
    return status === 0 ? [] : [`${[tool, ...parameters].join(' ')}\n${error ?? ''}${stdout}${stderr}`.trimEnd()]
  })
  const isFailed = failures.length > 0
  return { passed: isFailed ? 0 : 1, failed: isFailed ? 1 : 0, skipped: 0, failures, skips: [] }
}

function summarize({ passed, failed, skipped }: SuiteResult): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

async function runSuites(suites: readonly Suite[]): Promise<SuiteResult> {
  const results: SuiteResult[] = []
  for (const suite of suites) {
    const secondsByFile: [name: string, seconds: number][] = []
    const startedMs = performance.now()
    const result = await suite.run((name, fileSeconds) => void secondsByFile.push([name, fileSeconds]))
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
    console.log(`${result.failed > 0 ? '✖' : '✔'} ${suite.name}: ${summarize(result)} (${seconds} s)`)
    const slowest = secondsByFile.sort(([, a], [, b]) => b - a).slice(0, namedSlow)
    const said = slowest.map(([name, fileSeconds]) => `${name} ${fileSeconds.toFixed(0)} s`)
    if (said.length > 1) console.log(`  slowest: ${said.join(', ')}`)
    for (const skip of result.skips) console.log(`  skipped: ${skip}`)
    for (const failure of result.failures) console.log(`  ✖ ${failure.replaceAll('\n', '\n  ')}\n`)
    results.push(result)
  }
  return sumResults(results)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopRunning()
    process.exit(1)
  })
}

const [mode, ...files] = process.argv.slice(2)
const suites = planSuites(mode, files)
if (suites === null) {
  console.error('usage: node build/run-suites.ts check | test | files FILE…')
  process.exitCode = 2
} else {
  const total = await runSuites(suites)
  if (total.passed + total.failed === 0) console.log('Nothing ran.')
  console.log(summarize(total))
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}
