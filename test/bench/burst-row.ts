import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { openBareTransaction } from './bare-transaction.ts'
import { atLeastPercent, type BenchRow, exactly } from './bench-row.ts'
import { type BenchStation, badgeReports, openBenchStation, readerIds } from './bench-station.ts'

const taps = 10_000
const rounds = 10
const tapsPerRound = taps / rounds

/** Four readers that type at the same time, a stretch of it and a stretch of bare transactions in turns. */
export const burstRow: BenchRow = {
  name: 'burst',
  work: '10,000 taps from four readers as fast as they come; 50,000 people, 1,000,000 past events',
  against: 'the same bare transaction in a loop',
  run: async ({ folder, takePast }) => {
    const file = takePast(1_000_000, 'copy')
    const bareFile = join(folder, 'bare-burst.sqlite')
    copyFileSync(file, bareFile)
    const station = openBenchStation(file)
    const bare = openBareTransaction(bareFile)
    const before = station.countRows()
    let tapMs = 0
    let bareMs = 0
    for (let round = 0; round < rounds; round += 1) {
      const startedMs = performance.now()
      for (let first = round * tapsPerRound; first < (round + 1) * tapsPerRound; first += readerIds.length) {
        tapTogether(station, first)
        // Reports come from the system one by one: whatever else the station has to do gets its turn.
        await setImmediate()
      }
      const turnMs = performance.now()
      for (let index = 0; index < tapsPerRound; index += 1) bare.run(personOf(round * tapsPerRound + index))
      tapMs += turnMs - startedMs
      bareMs += performance.now() - turnMs
    }
    const after = station.countRows()
    const people = countPeople(station.posted)
    station.close()
    bare.close()
    return {
      checks: [
        atLeastPercent('rate', bareMs / tapMs, 60),
        exactly('events', after.event - before.event, taps),
        exactly('periods', after.period - before.period, taps),
        exactly('facts to tell', after.outbox - before.outbox, 2 * taps),
        exactly('people answered in', people, taps),
      ],
      details: { tapsPerSecond: (taps / tapMs) * 1000, barePerSecond: (taps / bareMs) * 1000 },
    }
  },
}

/** One badge at each reader, their reports in turns. */
function tapTogether(station: BenchStation, first: number): void {
  const badges = readerIds.map((reader, index) => ({ reader, reports: badgeReports(personOf(first + index)) }))
  const length = Math.max(...badges.map(({ reports }) => reports.length))
  for (let index = 0; index < length; index += 1) {
    for (const { reader, reports } of badges) {
      const report = reports[index]
      if (report) station.feed(reader, report)
    }
  }
  station.passTime(50)
}

/** Another person each time, spread over all of the people. */
function personOf(index: number): number {
  return 1 + ((index * 7919) % 50_000)
}

/** How many different people the door heard of as `in`. */
function countPeople(posted: readonly string[]): number {
  const numbers = new Set<string>()
  for (const text of posted) {
    const message = JSON.parse(text) as { m?: string; a?: [{ outcome?: string; person?: { employeeNumber: string } }] }
    const decision = message.a?.[0]
    if (message.m === 'decided' && decision?.outcome === 'in' && decision.person)
      numbers.add(decision.person.employeeNumber)
  }
  return numbers.size
}
