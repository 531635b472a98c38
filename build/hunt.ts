/**
 * `npm run hunt [-- MINUTES [FILE…]]`: runs the property tests again and again, each round with a new seed, and prints what
 * failed with the seed that shows it again (`FOYER_SEED=… node build/run-suites.ts files FILE`). Exit code 1 if anything did.
 */
import { randomInt } from 'node:crypto'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { isPropertyTest, options } from './run-suites-options.ts'
import { runTestFiles } from './run-test-files.ts'

const [minutes = '10', ...named] = process.argv.slice(2)
const endMs = performance.now() + Number(minutes) * 60_000
const files = (named.length > 0 ? named : globSync('test/**/*.test.ts', { cwd: options.folder }))
  .map((file) => join(options.folder, file))
  .filter(isPropertyTest)
let rounds = 0
let failures = 0
while (performance.now() < endMs && files.length > 0) {
  const seed = randomInt(2 ** 31)
  const environment = { ...options.environment, FOYER_SEED: String(seed) }
  const result = await runTestFiles(files, { ...options, environment })
  rounds += 1
  failures += result.failed
  for (const failure of result.failures) console.log(`✖ FOYER_SEED=${seed} ${failure}\n`)
}
console.log(`${files.length} files, ${rounds} rounds, ${failures} failures`)
if (failures > 0 || rounds === 0) process.exitCode = 1
