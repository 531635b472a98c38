/**
 * `npm run ordeal`: everything between a tap and the service fails at random for some minutes; then every fact is at the
 * service exactly once, or refused and listed. Then, for a third of that time, a station is killed while it pulls, and in the end
 * it has what the service has. Exit code 1 if anything is lost, doubled, wrong or still waiting; the folder is kept then.
 *
 *     npm run ordeal -- [--minutes N] [--seed S] [--json] [--plant BUG]
 *
 * `--plant` puts in a bug, to see that it is found.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeReport } from './describe-report.ts'
import { describePullReport, runPullOrdeal } from './pull-ordeal.ts'
import { type Plant, plants, runOrdeal } from './run-ordeal.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
    plant: { type: 'string' },
  },
})
const minutes = Number(values.minutes)
const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed)
const plant = plants.find((name): name is Plant => name === values.plant)
if (!(minutes > 0) || !Number.isInteger(seed) || (values.plant !== undefined && plant === undefined)) {
  console.error(`usage: npm run ordeal -- [--minutes N] [--seed S] [--json] [--plant ${plants.join('|')}]`)
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'foyer-ordeal-'))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
console.error(`seed ${seed}, ${minutes} min of trouble, in ${folder}`)
const report = await runOrdeal({ seed, durationMs: minutes * 60_000, folder, ...(plant && { plant }) })
const pullFolder = mkdtempSync(join(tmpdir(), 'foyer-pull-ordeal-'))
const size = { people: 3000, profiles: 50, punches: 2000 }
const pulled = await runPullOrdeal({ seed, durationMs: minutes * 20_000, folder: pullFolder, size })
if (pulled.isGood) rmSync(pullFolder, { recursive: true, force: true })
if (values.json) console.log(JSON.stringify({ ...report, pulled }, null, 2))
else console.log(`${describeReport(report)}\n\n${describePullReport(pulled)}`)
if (!report.isGood) console.error(`Run it again with --seed ${seed}; what both ends have is kept in ${folder}`)
if (!pulled.isGood) console.error(`Run it again with --seed ${seed}; what both ends have is kept in ${pullFolder}`)
process.exit(report.isGood && pulled.isGood ? 0 : 1)
