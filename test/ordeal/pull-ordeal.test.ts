/** The short form; the long one belongs to `npm run ordeal`. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { makeFolder } from '../store/temporary-folder.ts'
import { describePullReport, runPullOrdeal } from './pull-ordeal.ts'

test('a station that is killed while it pulls has in the end exactly what the service has', async (t) => {
  const folder = makeFolder(t)
  const size = { people: 600, profiles: 20, punches: 150 }
  const report = await runPullOrdeal({ seed: randomInt(1_000_000), durationMs: 4000, folder, size })
  t.diagnostic(describePullReport(report))
  assert.ok(report.isGood, describePullReport(report))
  assert.ok(report.cutShort > 0, describePullReport(report))
})
