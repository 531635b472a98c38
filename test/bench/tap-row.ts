import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { openBareTransaction } from './bare-transaction.ts'
import { atMost, type BenchRow, exactly } from './bench-row.ts'
import { openBenchStation, rowsPerTap } from './bench-station.ts'
import { percentile } from './statistics.ts'

const warmUps = 300
const taps = 5000

/** A tap and a bare transaction in turns, so that noise of the machine hits both. */
export const tapRow: BenchRow = {
  name: 'tap',
  work: 'report bytes → decision durable → answer at the door; 50,000 people, 1,000,000 past events, presence and clock enqueued',
  against:
    'one bare better-sqlite3 transaction with the same five row inserts, same tables and file system, WAL + FULL',
  run: async ({ folder, takePast }) => {
    const file = takePast(1_000_000, 'copy')
    const bareFile = join(folder, 'bare-tap.sqlite')
    copyFileSync(file, bareFile)
    const station = openBenchStation(file)
    const bare = openBareTransaction(bareFile)
    const tapMs: number[] = []
    const bareMs: number[] = []
    const before = station.countRows()
    for (let index = -warmUps; index < taps; index += 1) {
      // Everybody taps once, spread over all of the people.
      const person = 1 + (((index + warmUps) * 7919) % 50_000)
      const tookMs = station.tap(person)
      const bareTookMs = bare.run(person)
      if (index >= 0) {
        tapMs.push(tookMs)
        bareMs.push(bareTookMs)
      }
      station.passTime(100)
      await setImmediate()
    }
    const after = station.countRows()
    station.close()
    bare.close()
    const written =
      after.event -
      before.event +
      (after.period - before.period) +
      (after.presence - before.presence) +
      (after.outbox - before.outbox)
    return {
      checks: [
        atMost('p50', percentile(tapMs, 0.5) / percentile(bareMs, 0.5), 1.5),
        atMost('p99', percentile(tapMs, 0.99) / percentile(bareMs, 0.99), 2),
        exactly('rows per tap', written / (taps + warmUps), rowsPerTap),
      ],
      details: {
        tapP50Ms: percentile(tapMs, 0.5),
        tapP99Ms: percentile(tapMs, 0.99),
        bareP50Ms: percentile(bareMs, 0.5),
        bareP99Ms: percentile(bareMs, 0.99),
      },
    }
  },
}
