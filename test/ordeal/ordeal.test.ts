/** The short form of `npm run ordeal`. What it drew at random is printed where it fails; see that command for the long one. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { describeReport } from './describe-report.ts'
import { type OrdealReport, type Plant, plants, runOrdeal } from './run-ordeal.ts'

async function undergo(durationMs: number, plant?: Plant): Promise<OrdealReport> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-ordeal-'))
  return runOrdeal({ seed: randomInt(1_000_000), durationMs, folder, ...(plant && { plant }) }).then(
    (report) => {
      // What a bug that was planted leaves behind is of no interest.
      if (plant) rmSync(folder, { recursive: true, force: true })
      return report
    },
    (error) => {
      throw new Error(`the ordeal did not come to an end; its folder is ${folder}`, { cause: error })
    },
  )
}

test('whatever fails, every fact of every kind is upstream exactly once, or refused and listed', async () => {
  const report = await undergo(12_000)
  assert.ok(report.isGood, describeReport(report))
  const kills = Object.values(report.kills).reduce((sum, count) => sum + count, 0)
  assert.ok(kills > 0 && report.requests > 0, describeReport(report))
})

/** How soon chance brings a bug to light is not known; that it does is. */
const mostAttempts = 6

for (const plant of plants) {
  test(`a bug is found: ${plant}`, async () => {
    let report: OrdealReport
    let attempts = 0
    do {
      report = await undergo(5000, plant)
      attempts += 1
    } while (report.isGood && attempts < mostAttempts)
    assert.ok(!report.isGood, describeReport(report))
    const { lost, doubled, wrong } = report.verdicts.clock ?? { lost: 0, doubled: 0, wrong: 0 }
    const others = Object.values(report.verdicts).reduce((sum, verdict) => sum + verdict.lost, 0)
    assert.ok(lost + doubled + wrong + others > 0, describeReport(report))
    assert.deepEqual(report.troubles, [])
  })
}
