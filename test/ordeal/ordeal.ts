/**
 * `npm run ordeal`: everything between a tap and the service fails at random for some minutes; then every fact is at the
 * service exactly once, or refused and listed. Exit code 1 if one is lost, doubled, wrong or still waiting; the folder is
 * kept then.
 *
 *     npm run ordeal -- [--minutes N] [--seed S] [--json] [--plant BUG]
 *
 * `--plant` puts in a bug, to see that it is found.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeReport } from './describe-report.ts'
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
console.log(values.json ? JSON.stringify(report, null, 2) : describeReport(report))
if (!report.isGood) console.error(`Run it again with --seed ${seed}; what both ends have is kept in ${folder}`)
process.exit(report.isGood ? 0 : 1)
